/** Longest URI, in characters, that Latchkey takes as a redirect URI or a resource. */
export const maximumUriLength = 2048;

// RFC 3986 §2: a scheme, then allowed characters and whole percent escapes; no "#" and so no fragment.
const absoluteUri = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i;

/** Says whether a string is an absolute URI (RFC 3986 §4.3), which has no fragment. */
export function isAbsoluteUri(value: string): boolean {
  return absoluteUri.test(value) && URL.canParse(value);
}
