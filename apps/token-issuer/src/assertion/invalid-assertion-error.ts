/** An assertion that proves nothing. The message says why: for the log, never for whoever presented it. */
export class InvalidAssertionError extends Error {
  override readonly name = 'InvalidAssertionError';
}
