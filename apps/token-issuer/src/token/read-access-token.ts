import type { AccessTokenClaims } from '@latchkey/jwt';
import { allValues } from '../at-once';
import type { ClientRegistry } from '../client/client-registry';
import type { CheckRevocations } from '../revocation/check-revocations';
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
    const verified = await allValues(tokens.map(verifyToken));
    const standing = verified.filter((claims) => claims !== undefined);
    const enabled = await enabledClients(standing);
    const isRevoked = await checkRevocations(standing);
    return verified.map((claims) =>
      claims && isOfClients(claims, enabled) && !isRevoked(claims) ? claims : undefined,
    );
  };

  async function enabledClients(tokens: AccessTokenClaims[]): Promise<Set<string>> {
    const ids = new Set<string>();
    for (const { client_id, origin_client_id } of tokens) {
      ids.add(client_id);
      if (origin_client_id !== undefined) ids.add(origin_client_id);
    }
    const found = await allValues([...ids].map((id) => clients.find(id)));
    return new Set(found.flatMap((client) => (client ? [client.id] : [])));
  }
}

/** Whether the client that holds a token and, after token exchange, that of the first one are among these. */
function isOfClients({ client_id, origin_client_id }: AccessTokenClaims, ids: ReadonlySet<string>): boolean {
  return ids.has(client_id) && (origin_client_id === undefined || ids.has(origin_client_id));
}
