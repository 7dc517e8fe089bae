const longestName = 200;

// Nothing that a line cannot show, or that turns the text around it about.
const unshowable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

/** Brings the name of a user, as typed, into the form that is kept; undefined when it cannot be one. */
export function normalizeName(typed: string): string | undefined {
  if (typed.length > 2 * longestName) return undefined;
  const name = typed.trim().normalize('NFC');
  const { length } = [...name];
  return length >= 1 && length <= longestName && !unshowable.test(name) ? name : undefined;
}
