import type { ComponentChildren } from 'preact';

/** A choice that is ticked until somebody takes the tick away. Sends `yes` under its name. */
export function Checkbox({ name, label }: { name: string; label: string }) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value="yes" checked />
      <span>{label}</span>
    </label>
  );
}

/** Choices that belong together, under a line that says what they are about. */
export function Choices({ legend, children }: { legend: string; children: ComponentChildren }) {
  return (
    <fieldset class="choices">
      <legend class="label">{legend}</legend>
      {children}
    </fieldset>
  );
}
