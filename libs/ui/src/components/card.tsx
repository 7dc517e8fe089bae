import type { ComponentChildren } from 'preact';

/** The ground of a flow page's content. */
export function Card({ children }: { children: ComponentChildren }) {
  return <div class="card stack">{children}</div>;
}

/** Heads a card: a badge, the one heading of the page, and a line about it. */
export function CardHeader(props: { badge?: ComponentChildren; title: string; lead?: ComponentChildren }) {
  return (
    <header class="stack-tight">
      {props.badge}
      <h1>{props.title}</h1>
      {props.lead && <p class="soft">{props.lead}</p>}
    </header>
  );
}
