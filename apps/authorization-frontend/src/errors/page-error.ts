import type { ErrorKind } from './error-kinds';

/** Where an error page leads on. */
export type NextStep =
  | { to: 'home' | 'again' | 'code'; href: string }
  /** `href` is an address that the issuer vouches for, never one that the browser sent. */
  | { to: 'application'; name: string; href: string };

/** What goes with a {@link PageError}. */
export interface PageErrorOptions {
  /** For the log alone. */
  detail?: string;
  /** For the log alone. */
  cause?: unknown;
  /** A link to go on with. */
  next?: NextStep | undefined;
}

/** A request that ends on an error page, for a reason that the person may read. */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly next: NextStep | undefined;

  /** @param kind which page */
  constructor(
    readonly kind: ErrorKind,
    { detail, cause, next }: PageErrorOptions = {},
  ) {
    super(detail ? `${kind}: ${detail}` : kind, { cause });
    this.next = next;
  }
}
