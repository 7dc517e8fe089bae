/**
 * Decodes one name or value of `application/x-www-form-urlencoded` text (RFC 6749 appendix B). Returns
 * undefined when a percent sign does not start an escape, or when the escapes are not UTF-8.
 */
export function decodeFormComponent(encoded: string): string | undefined {
  const spaced = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
