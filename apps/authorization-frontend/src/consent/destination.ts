/** Where a redirect URI leads: to a host, or to an application on the person's own machine (RFC 8252 §7). */
export type Destination =
  { kind: 'web'; host: string } | { kind: 'loopback'; host: string } | { kind: 'privateUse'; scheme: string };

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Tells where a redirect URI leads. */
export function destinationOf(redirectUri: string): Destination {
  const { protocol, host, hostname } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:')
    return { kind: 'privateUse', scheme: protocol.slice(0, -1) };
  if (protocol === 'http:' && loopbackHosts.includes(hostname)) return { kind: 'loopback', host };
  return { kind: 'web', host };
}

/**
 * Address of the front page of a web application, for a link back to it.
 *
 * @param redirectUri one that the issuer knows to be registered: no other may be linked to
 */
export function applicationAddress(redirectUri: string): string | undefined {
  const { protocol, origin } = new URL(redirectUri);
  return protocol === 'https:' ? `${origin}/` : undefined;
}
