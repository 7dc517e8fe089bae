import { ClientAuthenticationMethod as Method, type ClientAuthentication } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Client } from './client';
import type { ClientRegistry } from './client-registry';

/** Authenticates a client by what it sent. */
export type AuthenticateClient = (authentication: ClientAuthentication | undefined) => Promise<Client>;

const methodNames: Record<Method, string | undefined> = {
  [Method.UNSPECIFIED]: undefined,
  [Method.NONE]: 'none',
  [Method.CLIENT_SECRET_BASIC]: 'client_secret_basic',
  [Method.CLIENT_SECRET_POST]: 'client_secret_post',
};

/**
 * Creates client authentication (RFC 6749 §2.3): the client must be known, use the one method that it is
 * registered for, and present a live secret if that method has one. Every failure is the same
 * `invalid_client`, so that it does not tell which clients exist.
 */
export function createClientAuthentication(registry: ClientRegistry): AuthenticateClient {
  return async (authentication) => {
    if (!authentication?.clientId) throw invalidClient('no client named');
    const client = await registry.find(authentication.clientId);
    const method = methodNames[authentication.method];
    const known = client?.tokenEndpointAuthMethod === method;
    if (!client || !known)
      throw invalidClient(client ? `registered for another method than ${method}` : 'unknown client');
    if (method === 'none') return client;
    if (!matchesAny(authentication.credential, client.secretHashes)) throw invalidClient('wrong secret');
    return client;
  };
}

/** Compares against every live secret, whichever matches, in constant time. */
function matchesAny(secret: string, hashes: Buffer[]): boolean {
  // Client secrets are 256 random bits: a plain hash is as hard to invert as the secret is to guess.
  const presented = createHash('sha256').update(secret).digest();
  return hashes.reduce((found, hash) => timingSafeEqual(hash, presented) || found, false);
}

function invalidClient(detail: string): OAuthError {
  return new OAuthError('invalid_client', {
    description:
      'client authentication failed: check client_id, the secret, and that the client uses the authentication method it is registered for',
    detail,
  });
}
