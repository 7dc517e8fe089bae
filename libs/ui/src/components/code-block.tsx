import type { ComponentChildren } from 'preact';

/** Text to copy. */
export interface CodeBlockProps {
  /** What it is, above it. */
  label?: string;
  /** The text, exactly as it is to be copied. Words in capitals with an underscore, such as YOUR_CLIENT_ID, are set apart. */
  code: string;
}

const placeholder = /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/;

/** A block of code. Long lines wrap on the screen and stay whole when copied. */
export function CodeBlock({ label, code }: CodeBlockProps) {
  return (
    <figure class="code">
      {label && <figcaption class="code-label">{label}</figcaption>}
      <pre>
        <code>{markPlaceholders(code)}</code>
      </pre>
    </figure>
  );
}

function markPlaceholders(code: string): ComponentChildren[] {
  return code.split(placeholder).map((part, index) => (index % 2 === 1 ? <var>{part}</var> : part));
}

/** Details that open on demand, or are open from the start. */
export function Disclosure(props: { summary: string; open?: boolean; children: ComponentChildren }) {
  const { summary, open = false, children } = props;
  return (
    <details class="disclosure" open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
