const unreserved = /^[\w.~-]$/;

/**
 * Brings the address of a request into the form in which two addresses are compared (RFC 9449 §4.3): without
 * query and fragment, and normalized as RFC 3986 §6.2.2 and §6.2.3 describe (case of scheme and host, default
 * port, dot segments, needless percent-encoding).
 *
 * @returns undefined for what is no absolute http or https address, or holds a user name
 */
export function dpopTargetUri(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, origin, pathname } = new URL(address);
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined;
  return origin + pathname.replace(/%[0-9a-f]{2}/gi, normalizeEscape);
}

function normalizeEscape(escape: string): string {
  const character = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return unreserved.test(character) ? character : escape.toUpperCase();
}
