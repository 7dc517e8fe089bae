import { keyhole } from '../icon';
import { shellMessages } from '../messages';

/** The mark and the name. With `href` it is a link; a page in the middle of a flow leaves it out, so that nobody loses their way. */
export function Brand({ href }: { href?: string }) {
  const inside = (
    <>
      <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="currentColor" />
        <path class="brand-hole" d={keyhole} />
      </svg>
      {shellMessages.product}
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
