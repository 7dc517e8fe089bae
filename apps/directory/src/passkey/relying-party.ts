/** Whom passkeys are made for (Web Authentication Level 3 section 1.4): they work nowhere else. */
export interface RelyingParty {
  /** RP ID: the host name, without scheme and port. */
  id: string;
  /** Where pages ask for passkeys. */
  origin: string;
}

/** Returns the relying party whose pages are at this origin, `LATCHKEY_PUBLIC_URL`. */
export function relyingPartyOf(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, origin };
}
