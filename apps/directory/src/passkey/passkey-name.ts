const longestName = 100;
const longestTyped = 1_000;

/** What a passkey is called when its owner has no name for it. */
const unnamed = 'Passkey';

/**
 * Returns a name for a passkey as it is stored: without what cannot be shown and space around it. Undefined for
 * one of more than 100 characters.
 */
export function passkeyName(typed: string): string | undefined {
  if (typed.length > longestTyped) return undefined;
  const name = typed.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  if ([...name].length > longestName) return undefined;
  return name || unnamed;
}
