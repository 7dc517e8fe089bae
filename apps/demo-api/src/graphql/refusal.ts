/** What a refusal says in `extensions.code`. */
export type RefusalCode =
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'DEVICE_UNAVAILABLE'
  | 'LIMIT_REACHED'
  | 'INSUFFICIENT_SCOPE';

/**
 * A refusal of one field that a client may see, and can do something about. Anything else that a resolver
 * throws is opaque outside.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /**
   * @param message public: says what to change
   * @param details public: goes into `extensions`, beside the code
   */
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
