import type { AccessTokenClaims } from '@latchkey/jwt';
import { isRevokedBy, revocable } from './revocation';
import type { RevocationRepository } from './revocation-repository';
import type { Revocations } from './revocations';

/** Finds out which of these tokens are revoked. */
export type CheckRevocations = (
  tokens: AccessTokenClaims[],
) => Promise<(token: AccessTokenClaims) => boolean>;

/**
 * Creates the check against what this replica knows; while that is not current, one query for all tokens asks
 * the database.
 */
export function createRevocationCheck(
  revocations: Pick<Revocations, 'isCurrent' | 'isRevoked'>,
  repository: Pick<RevocationRepository, 'find'>,
): CheckRevocations {
  return async (tokens) => {
    if (revocations.isCurrent() || tokens.length === 0) return revocations.isRevoked;
    const found = await repository.find(tokens.flatMap(revocable));
    const times = new Map(found.map(({ kind, value, revokedAt }) => [`${kind}:${value}`, revokedAt]));
    return (token) => isRevokedBy((kind, value) => times.get(`${kind}:${value}`), token);
  };
}
