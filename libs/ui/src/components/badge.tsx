/** What a badge can show: a tick, an exclamation mark, the first letter of a name, or a picture of this origin. */
export type BadgeProps = { symbol: 'done' | 'problem' } | { name: string } | { picture: string };

const paths = {
  done: 'm5 12.5 4.5 4.5L19 7.5',
  problem: 'M12 5v8.5M12 18.5v.01',
};

/** A decorative sign at the head of a card; it says nothing that the heading does not. */
export function Badge(props: BadgeProps) {
  if ('picture' in props) return <img class="badge-picture" src={props.picture} alt="" />;
  if ('name' in props) {
    const [letter = '·'] = props.name.trim();
    return (
      <span class="badge" aria-hidden="true">
        {letter.toUpperCase()}
      </span>
    );
  }
  return (
    <span class={props.symbol === 'problem' ? 'badge badge-danger' : 'badge'} aria-hidden="true">
      <Stroke path={paths[props.symbol]} />
    </span>
  );
}

/** A list whose items carry a tick. */
export function TickList({ items }: { items: readonly string[] }) {
  return (
    <ul class="ticks">
      {items.map((item) => (
        <li class="tick">
          <Stroke path={paths.done} />
          <span>{item}</span>
        </li>
      ))}
    </ul>
  );
}

function Stroke({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" aria-hidden="true">
      <path d={path} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
