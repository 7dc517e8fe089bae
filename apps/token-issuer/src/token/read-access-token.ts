import type { AccessTokenClaims } from '@latchkey/jwt';
import type { ClientRegistry } from '../client/client-registry';
import type { CheckRevocations } from '../revocation/check-revocations';
import { clientsOf } from '../revocation/revocation';
import type { VerifyToken } from './verify-token';

/**
 * Reads access tokens, JWT or opaque: the claims of each that is valid now, of enabled clients (its own and,
 * after token exchange, that of the first token) and not revoked; undefined for every other. Answers in the
 * order of the tokens.
 */
export type ReadAccessTokens = (tokens: string[]) => Promise<(AccessTokenClaims | undefined)[]>;

/** What reading access tokens needs. */
export interface ReadAccessTokensDependencies {
  verifyToken: VerifyToken;
  clients: Pick<ClientRegistry, 'find'>;
  checkRevocations: CheckRevocations;
}

/** Creates the reading of access tokens. */
export function createReadAccessTokens({
  verifyToken,
  clients,
  checkRevocations,
}: ReadAccessTokensDependencies): ReadAccessTokens {
  return async (tokens) => {
    const verified = await Promise.all(tokens.map(verifyToken));
    const standing = verified.filter((claims) => claims !== undefined);
    const enabled = await enabledClients(standing);
    const isRevoked = await checkRevocations(standing);
    return verified.map((claims) =>
      claims && clientsOf(claims).every((id) => enabled.has(id)) && !isRevoked(claims) ? claims : undefined,
    );
  };

  async function enabledClients(tokens: AccessTokenClaims[]): Promise<Set<string>> {
    const ids = [...new Set(tokens.flatMap(clientsOf))];
    const found = await Promise.all(ids.map((id) => clients.find(id)));
    return new Set(ids.filter((_, index) => found[index]));
  }
}
