import type { ComponentChildren } from 'preact';

/** A button that submits its form. */
export interface ButtonProps {
  /** `primary`: the one thing to do; `secondary`: the other; `link`: an aside. Default `primary`. */
  kind?: ButtonKind;
  /** Sent with the form, to tell two buttons apart. */
  name?: string;
  value?: string;
  /** Whether it waits for a script to show it. */
  hidden?: boolean;
  children: ComponentChildren;
}

type ButtonKind = 'primary' | 'secondary' | 'link';

/** A button that submits the form around it. */
export function Button({ kind = 'primary', name, value, hidden, children }: ButtonProps) {
  return (
    <button class={`button button-${kind}`} type="submit" name={name} value={value} hidden={hidden}>
      {children}
    </button>
  );
}

/** A link that looks like a button, for going somewhere. */
export function ButtonLink(props: { kind?: ButtonKind; href: string; children: ComponentChildren }) {
  return (
    <a class={`button button-${props.kind ?? 'primary'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** Buttons side by side, or one below the other where there is no room. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}
