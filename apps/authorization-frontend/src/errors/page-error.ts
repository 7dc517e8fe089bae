import type { ErrorKind } from './messages';

/** A request that ends on an error page, for a reason that the person may read. */
export class PageError extends Error {
  override readonly name = 'PageError';

  /**
   * @param kind which page
   * @param options `detail` and `cause` are for the log alone
   */
  constructor(
    readonly kind: ErrorKind,
    options: { detail?: string; cause?: unknown } = {},
  ) {
    super(options.detail ? `${kind}: ${options.detail}` : kind, { cause: options.cause });
  }
}
