import { verifyAccessToken, type AccessTokenClaims } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import { hash } from 'node:crypto';
import type { MaybePromise } from '../at-once';
import { createRecentMap } from '../client/recent-map';
import type { KeyRing } from '../key/key-ring';
import { isOpaqueAccessToken, openAccessToken } from './opaque-access-token';

/**
 * What a token of this issuer says, JWT or opaque, while it lasts; undefined for any other text. At once when it
 * was verified before.
 */
export type VerifyToken = (token: string) => MaybePromise<AccessTokenClaims | undefined>;

/** What verification needs. */
export interface TokenVerificationDependencies {
  issuer: string;
  keyRing: Pick<KeyRing, 'keySet' | 'secretFor'>;
  clock: () => Date;
}

// Some 15 MB. A token is looked at many times in its life, and verifying it costs more than all the rest.
const mostRemembered = 10_000;
const longestToken = 8192;

/**
 * Creates verification of access tokens. What was verified is remembered under the token's SHA-256, until
 * the token ends or the keys change. Client and revocation are not looked at, so that they are asked anew
 * each time.
 */
export function createTokenVerification({
  issuer,
  keyRing,
  clock,
}: TokenVerificationDependencies): VerifyToken {
  const remembered = createRecentMap<AccessTokenClaims>(mostRemembered);
  let keySet = keyRing.keySet;

  return (token) => {
    if (token.length > longestToken) return undefined;
    if (keySet !== keyRing.keySet) {
      remembered.clear();
      keySet = keyRing.keySet;
    }
    const key = hash('sha256', token, 'base64');
    const known = remembered.get(key);
    if (!known) return verify(token, key);
    if (isLive(known)) return known;
    remembered.delete(key);
    return undefined;
  };

  async function verify(token: string, key: string): Promise<AccessTokenClaims | undefined> {
    const verifiedWith = keySet;
    const claims = isOpaqueAccessToken(token) ? open(token) : await verifyJwt(token);
    if (!claims || verifiedWith !== keyRing.keySet) return claims;
    // Everybody who presents the token gets this object.
    remembered.set(key, Object.freeze(claims));
    return claims;
  }

  function open(token: string): AccessTokenClaims | undefined {
    const claims = openAccessToken(token, (kid) => keyRing.secretFor(kid));
    return claims?.iss === issuer && isLive(claims) ? claims : undefined;
  }

  async function verifyJwt(token: string): Promise<AccessTokenClaims | undefined> {
    try {
      return await verifyAccessToken(token, { keySet, issuer, clock });
    } catch (error) {
      if (error instanceof OAuthError) return undefined;
      throw error;
    }
  }

  function isLive({ exp }: AccessTokenClaims): boolean {
    return exp * 1000 > clock().getTime();
  }
}
