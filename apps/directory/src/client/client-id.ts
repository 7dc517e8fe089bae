// RFC 6749 appendix A.1; nothing else is registered, so nothing else is looked up.
const clientIdPattern = /^[\x20-\x7E]{1,256}$/;

/** Says whether a client could have this identifier. */
export function isClientId(text: string): boolean {
  return clientIdPattern.test(text);
}
