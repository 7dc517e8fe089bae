import type { ComponentChildren } from 'preact';

/** A thing and its value. */
export interface Fact {
  term: string;
  value: ComponentChildren;
}

/** Things to check before deciding. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(({ term, value }) => (
        <div class="fact">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
