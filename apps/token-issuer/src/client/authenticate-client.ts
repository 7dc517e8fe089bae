import { ClientAuthenticationMethod as Method, type ClientAuthentication } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { hash as digest, timingSafeEqual } from 'node:crypto';
import { InvalidAssertionError } from '../assertion/invalid-assertion-error';
import type { VerifyAssertion } from '../assertion/verify-assertion';
import { withValue, type MaybePromise } from '../at-once';
import type { Client } from './client';
import type { ClientRegistry } from './client-registry';

/** Authenticates a client by what it sent: at once if it can. Fails with OAuthError `invalid_client`. */
export type AuthenticateClient = (authentication: ClientAuthentication | undefined) => MaybePromise<Client>;

/** What client authentication needs. */
export interface ClientAuthenticationDependencies {
  clients: ClientRegistry;
  verifyAssertion: VerifyAssertion;
  /** Names of this server that client assertions may be made for. */
  audiences: string[];
}

const methodNames: Record<Method, string | undefined> = {
  [Method.UNSPECIFIED]: undefined,
  [Method.NONE]: 'none',
  [Method.CLIENT_SECRET_BASIC]: 'client_secret_basic',
  [Method.CLIENT_SECRET_POST]: 'client_secret_post',
  [Method.PRIVATE_KEY_JWT]: 'private_key_jwt',
};

/**
 * Creates client authentication (RFC 6749 §2.3, RFC 7523 §2.2): the client must be known, use the one method
 * that it is registered for, and prove itself if that method asks for it. Every failure is the same
 * `invalid_client`, so that it does not tell which clients exist.
 */
export function createClientAuthentication(
  dependencies: ClientAuthenticationDependencies,
): AuthenticateClient {
  return (authentication) => {
    if (!authentication?.clientId) throw invalidClient('no client named');
    return withValue(dependencies.clients.find(authentication.clientId), (client) =>
      authenticate(client, authentication),
    );
  };

  function authenticate(
    client: Client | undefined,
    authentication: ClientAuthentication,
  ): MaybePromise<Client> {
    if (!client) throw invalidClient('unknown client');
    const method = methodNames[authentication.method];
    if (client.tokenEndpointAuthMethod !== method)
      throw invalidClient(`registered for another method than ${method}`);
    if (method === 'none') return client;
    if (method === 'private_key_jwt') return checkAssertion(authentication.credential, client);
    if (!matchesAny(authentication.credential, client.secretHashes)) throw invalidClient('wrong secret');
    return client;
  }

  async function checkAssertion(assertion: string, client: Client): Promise<Client> {
    const { verifyAssertion, audiences } = dependencies;
    const expected = { keys: client, issuer: client.id, subject: client.id, audiences };
    await verifyAssertion(assertion, expected).catch((error: unknown) => {
      if (error instanceof InvalidAssertionError) throw invalidClient(`client assertion: ${error.message}`);
      throw error;
    });
    return client;
  }
}

/** Compares against every live secret, whichever matches, in constant time. */
function matchesAny(secret: string, hashes: Buffer[]): boolean {
  // Client secrets are 256 random bits: a plain hash is as hard to invert as the secret is to guess.
  const presented = digest('sha256', secret, 'buffer');
  let found = false;
  for (const hash of hashes) found = timingSafeEqual(hash, presented) || found;
  return found;
}

function invalidClient(detail: string): OAuthError {
  return new OAuthError('invalid_client', {
    description:
      'client authentication failed: check client_id, the secret or assertion, and that the client uses the authentication method it is registered for',
    detail,
  });
}
