const maximumLength = 1_024;

// Handles, codes, language tags and names of pages. No address and no sentence: the mail may go to anybody.
const carried = /^[A-Za-z0-9:_ -]{1,256}$/;

/**
 * Brings the query that a link carries along into form-encoded form, in which nothing can break out of an
 * address. Leaves out parameters that do not read like one of ours, so that nobody has our mails say what they
 * like, and those that would give the link another token. Undefined when it is longer than 1,024 characters.
 */
export function normalizeContinuation(typed: string): string | undefined {
  if (typed.length > maximumLength) return undefined;
  const parameters = [...new URLSearchParams(typed)].filter(
    ([name, value]) => /^[a-z_]{1,32}$/.test(name) && name !== 'token' && carried.test(value),
  );
  const continuation = new URLSearchParams(parameters).toString();
  return continuation.length <= maximumLength ? continuation : undefined;
}
