const maximumLength = 254; // octets: RFC 5321 §4.5.3.1.3, less the angle brackets of a path

// Neither spaces nor controls nor invisible format characters, which make two addresses look like one.
const emailPattern = /^[^\s@\p{Cc}\p{Cf}]+@[^\s@\p{Cc}\p{Cf}]+$/u;

/**
 * Brings an e-mail address, as typed, into the one form in which the directory keeps and compares it:
 * without surrounding spaces, compatibility characters folded (NFKC), lower-case. Undefined when it cannot
 * be an address or is longer than 254 octets.
 */
export function normalizeEmail(typed: string): string | undefined {
  // Folding can make text much longer, so what is absurdly long is not folded at all.
  if (typed.length > 4 * maximumLength) return undefined;
  // Lower-casing can leave text that is no longer in normal form, hence the second time.
  const email = typed.trim().normalize('NFKC').toLowerCase().normalize('NFKC');
  return Buffer.byteLength(email) <= maximumLength && emailPattern.test(email) ? email : undefined;
}
