import { consentMessages as words } from './messages';

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** Says in words where a redirect URI leads: a host, or an application on the person's own machine (RFC 8252 §7). */
export function describeDestination(redirectUri: string): string {
  const { protocol, host, hostname } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:')
    return words.destinations.privateUse(protocol.slice(0, -1));
  if (protocol === 'http:' && loopbackHosts.includes(hostname)) return words.destinations.loopback(host);
  return words.destinations.web(host);
}
