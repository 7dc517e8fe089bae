import { keyhole } from '../look/icon';
import { useShell } from '../shell';

/** The mark and the name. With `href` it is a link; a page in the middle of a flow leaves it out, so that nobody loses their way. */
export function Brand({ href }: { href?: string }) {
  const { name } = useShell().look;
  const inside = (
    <>
      <Mark />
      {name}
    </>
  );
  return href ? (
    <a class="brand" href={href}>
      {inside}
    </a>
  ) : (
    <span class="brand">{inside}</span>
  );
}

function Mark() {
  const { logo } = useShell().look;
  // The name beside it says all that there is to say.
  if (logo) return <img class="brand-logo" src={logo.path} alt="" />;
  return (
    <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path class="brand-hole" d={keyhole} />
    </svg>
  );
}
