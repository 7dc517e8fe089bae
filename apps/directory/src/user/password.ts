const maximumBytes = 1024;

/**
 * Brings a password, as typed, into the form that is hashed: the OpaqueString profile of RFC 8265 §4.2.2.
 * Spaces of other scripts become U+0020 and the text becomes NFC, so that the same keys on another system
 * give the same password. Nothing else is folded: NFKC, as for e-mail addresses, would make one of
 * characters that people tell apart, and so weaken passwords. Case and surrounding spaces count.
 *
 * Undefined when it is empty or longer than 1024 bytes of UTF-8.
 */
export function normalizePassword(typed: string): string | undefined {
  if (typed === '' || Buffer.byteLength(typed) > maximumBytes) return undefined;
  return typed.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
