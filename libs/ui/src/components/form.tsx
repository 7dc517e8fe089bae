import type { ComponentChildren } from 'preact';

/** A form that is posted to this origin. */
export interface FormProps {
  action: string;
  /** Values that go along unseen; one that is undefined is left out. */
  hidden: Readonly<Record<string, string | undefined>>;
  children: ComponentChildren;
}

/** A form with its hidden values. */
export function Form({ action, hidden, children }: FormProps) {
  return (
    <form class="form" method="post" action={action}>
      {Object.entries(hidden).map(
        ([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />,
      )}
      {children}
    </form>
  );
}
