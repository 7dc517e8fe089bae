import { OAuthError } from '@latchkey/oauth';
import type { Client } from '../client/client';

/**
 * Refuses a public client (RFC 6749 §2.1): anybody can name it, so nothing may rest on its name alone.
 *
 * @throws OAuthError `unauthorized_client`
 */
export function refuseUnlessConfidential(
  client: Pick<Client, 'tokenEndpointAuthMethod'>,
  grantName: string,
): void {
  if (client.tokenEndpointAuthMethod !== 'none') return;
  throw new OAuthError('unauthorized_client', {
    description: `${grantName} is for confidential clients alone`,
  });
}
