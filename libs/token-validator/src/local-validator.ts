import { verifyAccessToken, type AccessTokenClaims, type KeySet } from '@latchkey/jwt';
import { parseScope } from '@latchkey/oauth';
import { decodeProtectedHeader } from 'jose';
import { maximumTokenLength } from './access-token';
import type { JwksSource } from './jwks-source';
import { createTokenCache } from './token-cache';
import type { TokenValidator, ValidatedToken } from './token-validator';

/** What a validator that decides in this process needs. */
export interface LocalValidatorOptions {
  /** Keys of the issuer; one source can serve several validators. */
  jwks: JwksSource;
  /** Issuer identifier that tokens must carry. */
  issuer: string;
  /** Identifier of the resource: tokens for another are refused. */
  audience: string;
  clock: () => Date;
  /** Seconds by which the issuer's clock may differ from this one; 0 by default. */
  clockToleranceSeconds?: number;
  /** How many verified tokens are remembered; 10,000 by default. */
  maximumCachedTokens?: number;
}

/**
 * Validates access tokens in this process (RFC 9068 §4). A token seen before costs a look-up, one never seen
 * a signature verification. It lets nobody in when it has no keys to trust.
 */
export function createLocalValidator(options: LocalValidatorOptions): TokenValidator {
  const { jwks, clock, maximumCachedTokens = 10_000 } = options;
  const cache = createTokenCache({ maximumEntries: maximumCachedTokens, clock });
  let cachedUnder: KeySet | undefined;

  return {
    async validate(accessToken) {
      const { keySet } = await jwks.current();
      // What a key vouched for ends with the key: one that is withdrawn takes the remembered tokens along.
      if (keySet !== cachedUnder) {
        cache.clear();
        cachedUnder = keySet;
      }
      const known = cache.get(accessToken);
      if (known) return known;

      // A key that is not known may have been published since the last look.
      const trusted = hasKeyOf(accessToken, keySet) ? keySet : (await jwks.refreshed()).keySet;
      const token = fromClaims(await verifyAccessToken(accessToken, { ...options, keySet: trusted }));
      if (trusted === cachedUnder) cache.set(accessToken, token);
      return token;
    },
  };
}

/** Whether the token names a key of the set. One that names none at all is left to verification to refuse. */
function hasKeyOf(accessToken: string, keySet: KeySet): boolean {
  if (accessToken.length > maximumTokenLength) return true;
  try {
    const { kid } = decodeProtectedHeader(accessToken);
    return kid === undefined || keySet.has(kid);
  } catch {
    return true;
  }
}

function fromClaims(claims: AccessTokenClaims): ValidatedToken {
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    scopes: parseScope(claims.scope),
    audiences: [claims.aud].flat(),
    tokenId: claims.jti,
    issueTime: new Date(claims.iat * 1000),
    expireTime: new Date(claims.exp * 1000),
  };
}
