import { OAuthError } from '@latchkey/oauth';
import type { ClientProfile } from './client-profile';
import { requireLogo } from './logo';

const longestName = 200;
const pagePattern = /^https:\/\/(?<host>[a-z0-9.-]+)(?::\d{1,5})?(?:\/[!#-;=?-~]*)?$/;

/**
 * Checks what people are to be shown of a client, and returns it as it came.
 *
 * @throws OAuthError `invalid_request` when the name of the publisher could be read as something else, a link is
 *   not to an https page, or the logo is none
 */
export function parseClientProfile(profile: ClientProfile): ClientProfile {
  const { publisherName, publisherVerified, logo } = profile;
  // Invisible characters and those that turn the direction of writing make one name look like another.
  if (publisherName.length > longestName || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(publisherName)) {
    throw invalid(`publisher_name must have at most ${longestName} visible characters`);
  }
  if (publisherVerified && publisherName.trim() === '') {
    throw invalid('a verified publisher needs a name');
  }
  requirePage('client_uri', profile.clientUri);
  requirePage('policy_uri', profile.policyUri);
  requirePage('tos_uri', profile.tosUri);
  if (logo) requireLogo(logo);
  return profile;
}

function requirePage(name: string, uri: string): void {
  if (uri === '') return;
  const host = pagePattern.exec(uri)?.groups?.host;
  const plain = URL.canParse(uri) && new URL(uri).hostname === host && uri.length <= 2048;
  if (!plain) throw invalid(`${name} must be an https address, its host in lower case, without user name`);
}

function invalid(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
