/** What a refused request says in `extensions.code`. */
export type RequestErrorCode =
  | 'BAD_REQUEST'
  | 'NOT_ACCEPTABLE'
  | 'METHOD_NOT_ALLOWED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'REQUEST_TOO_LARGE'
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'DOCUMENT_TOO_COMPLEX'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | 'UNAUTHENTICATED'
  | 'INSUFFICIENT_SCOPE'
  | 'TEMPORARILY_UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** One error as it stands in an answer (GraphQL specification §7.1.2). */
export interface ErrorEntry {
  message: string;
  locations?: readonly { line: number; column: number }[] | undefined;
  path?: readonly (string | number)[] | undefined;
  extensions: { code: string } & Record<string, unknown>;
}

/** How a {@link RequestError} is answered. */
export interface RequestErrorOptions {
  headers?: Record<string, string>;
  /**
   * Whether the request was in the form that the specification asks for, and is refused for what its document
   * says. A client that takes `application/json` alone then gets 200, because nobody could tell it from a proxy's
   * answer otherwise.
   */
  wellFormed?: boolean;
}

/** A refusal of a whole request: nothing of it was executed, so its answer has no `data`. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly headers: Record<string, string>;
  readonly wellFormed: boolean;

  constructor(
    readonly status: number,
    readonly errors: readonly ErrorEntry[],
    { headers = {}, wellFormed = false }: RequestErrorOptions = {},
  ) {
    super(errors.map(({ message }) => message).join('; '));
    this.headers = headers;
    this.wellFormed = wellFormed;
  }
}

/** Makes a refusal with one error. The message is public: it says what to change. */
export function requestError(
  status: number,
  code: RequestErrorCode,
  message: string,
  options?: RequestErrorOptions,
): RequestError {
  return new RequestError(status, [{ message, extensions: { code } }], options);
}

/** Makes a refusal of a document that a client sent in the right form. */
export function documentError(code: RequestErrorCode, message: string): RequestError {
  return requestError(400, code, message, { wellFormed: true });
}
