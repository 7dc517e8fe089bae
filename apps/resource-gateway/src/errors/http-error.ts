import type { OAuthErrorCode } from '@latchkey/oauth';

/** What an {@link HttpError} may carry beside its status and description. */
export interface HttpErrorOptions extends ErrorOptions {
  /** Headers of the answer, such as Allow. */
  headers?: Record<string, string>;
}

/** The request breaks a rule of HTTP rather than of OAuth, or the upstream behind this process failed it. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  /** What clients read as `error`. */
  readonly code: OAuthErrorCode;
  readonly headers: Record<string, string>;

  /**
   * @param status status of the answer, 400 to 599
   * @param description public: says what to change
   */
  constructor(
    readonly status: number,
    readonly description: string,
    { headers = {}, ...options }: HttpErrorOptions = {},
  ) {
    super(`${status}: ${description}`, options);
    // RFC 6585 §4: too many requests are good ones that come too early.
    this.code = status < 500 && status !== 429 ? 'invalid_request' : 'temporarily_unavailable';
    this.headers = headers;
  }
}
