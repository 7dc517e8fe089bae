import { OAuthError } from './oauth-error';
import { isAbsoluteUri, maximumUriLength } from './uri';

const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost'];

const webUri = /^https?:\/\/(?<host>[\w.-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?]|$)/i;
const privateUseUri = /^[^:]+:\/(?:$|[^/]|\/[^/?@]*(?:[/?]|$))/;
const loopbackUri =
  /^(?<origin>http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(?<port>[1-9]\d{0,4}))?(?<rest>(?:[/?].*)?)$/;

/**
 * Checks that a URI may be registered and used as a redirect URI. It is absolute, without fragment
 * (RFC 6749 §3.1.2) and user information, at most 2048 characters, and one of these:
 * - `https`;
 * - `http` on `127.0.0.1`, `[::1]` or `localhost`, for an app on the user's own machine (RFC 8252 §7.3);
 * - a private-use scheme with a dot in it, such as `com.example.app:/callback` (RFC 8252 §7.1).
 *
 * Returns it as it was sent, since redirect URIs are compared as strings. Throws `invalid_request` when it
 * is anything else.
 */
export function parseRedirectUri(value: string): string {
  if (value.length > maximumUriLength) {
    throw invalidRequest(`the redirect URI is longer than ${maximumUriLength} characters`);
  }
  if (value.includes('#')) {
    throw invalidRequest('the redirect URI has a fragment: remove the # and what follows it');
  }
  if (!isAbsoluteUri(value)) {
    throw invalidRequest(
      'the redirect URI must be an absolute URI, such as https://app.example.com/callback',
    );
  }

  const scheme = value.slice(0, value.indexOf(':')).toLowerCase();
  if (scheme === 'https' || scheme === 'http') {
    requireWebHost(value, scheme);
  } else if (!scheme.includes('.')) {
    // Also keeps out the schemes that a browser would run or show: javascript, data, blob, file.
    throw invalidRequest(
      'the redirect URI must use https, or http on a loopback address, ' +
        'or a scheme made of a domain name that you own, such as com.example.app:/callback',
    );
  } else if (!privateUseUri.test(value)) {
    throw invalidRequest(
      'after its scheme, the redirect URI must go on with a slash, and without user information',
    );
  }
  return value;
}

/**
 * Says whether the redirect URI of a request is the registered one: the same string (RFC 6749 §3.1.2.3),
 * save that the port of an `http` URI on `127.0.0.1` or `[::1]` is free (RFC 8252 §7.3). Expects that both
 * have passed {@link parseRedirectUri}.
 */
export function matchesRedirectUri(registered: string, presented: string): boolean {
  if (registered === presented) return true;
  const portless = withoutLoopbackPort(registered);
  return portless !== undefined && portless === withoutLoopbackPort(presented);
}

/**
 * Returns the address that takes an answer to the client: the redirect URI with the parameters added to its
 * query, which is kept as it is (RFC 6749 §3.1.2, §4.1.2). Parameters that are undefined are left out.
 */
export function redirectLocation(
  redirectUri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const added = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) added.append(name, value);
  }
  if (added.size === 0) return redirectUri;
  const separator = !redirectUri.includes('?') ? '?' : /[?&]$/.test(redirectUri) ? '' : '&';
  return redirectUri + separator + added.toString();
}

function requireWebHost(value: string, scheme: 'https' | 'http'): void {
  const host = webUri.exec(value)?.groups?.host?.toLowerCase();
  // The URL parser reads "127.1", "0x7f.1" and the like as other hosts than those written. What is checked
  // here must be what the browser goes to, so a host has to be written in the one way that stands for itself.
  if (host === undefined || host !== new URL(value).hostname) {
    throw invalidRequest(
      'the redirect URI must go on, after its scheme, with two slashes and a plain host name or address: ' +
        'no user information, no wildcard, no escapes',
    );
  }
  if (scheme === 'http' && !loopbackHosts.includes(host)) {
    throw invalidRequest('the redirect URI must use https: http is for 127.0.0.1, [::1] and localhost only');
  }
}

function withoutLoopbackPort(uri: string): string | undefined {
  const { origin, port = '80', rest } = loopbackUri.exec(uri)?.groups ?? {};
  if (origin === undefined || rest === undefined || Number(port) > 65535) return undefined;
  return origin + rest;
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
