import type { InputHTMLAttributes } from 'preact';

/** A field of a form. */
export interface FieldProps {
  /** Name of the form parameter, and identifier of the element. */
  name: string;
  label: string;
  /** What helps to fill it in. */
  hint?: string | undefined;
  /** What is wrong with the value. */
  error?: string | undefined;
  /** Larger, spaced letters, for a code that is copied from another screen. */
  code?: boolean;
  /** Type, keyboard and autofill attributes of the element. */
  input: InputHTMLAttributes;
}

/** A labelled field; hint and error are announced with it. */
export function Field({ name, label, hint, error, code, input }: FieldProps) {
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      <input
        {...input}
        class={code ? 'input input-code' : 'input'}
        id={name}
        name={name}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={describedBy || undefined}
      />
      {error && (
        <span class="field-error" id={`${name}-error`}>
          {error}
        </span>
      )}
    </div>
  );
}
