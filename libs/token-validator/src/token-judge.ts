import { verifyAccessToken, type KeySet } from '@latchkey/jwt';
import { OAuthError } from '@latchkey/oauth';
import { createRequestContext, runInRequestContext } from '@latchkey/service-kit';
import { decodeProtectedHeader } from 'jose';
import { maximumTokenLength } from './access-token';
import { createAllowance } from './allowance';
import type { Introspect } from './introspect';
import { invalidToken } from './invalid-token';
import type { JwksSource } from './jwks-source';
import type { RevocationList } from './revocation-list';
import { createTokenCache } from './token-cache';
import type { ValidatedToken } from './token-validator';
import { tokenFromClaims } from './validated-token';

/** What judging tokens needs. */
export interface TokenJudgeOptions {
  /** Issuer identifier that tokens must carry. */
  issuer: string;
  /** Keys of the issuer; without them it is asked about every token. */
  jwks?: JwksSource | undefined;
  /** What the issuer has revoked. */
  revocations?: RevocationList | undefined;
  /** Asks the issuer: about opaque tokens, and while keys or revocations are not current about all that may be good. */
  introspect?: Introspect | undefined;
  clock: () => Date;
  /** Seconds by which the issuer's clock may differ from this one; 0 by default, 60 at most. */
  clockToleranceSeconds?: number | undefined;
  /** How many valid tokens are remembered; 10,000 by default. */
  maximumCachedTokens?: number | undefined;
  /** Most memory for them, roughly; 32 MiB by default. */
  maximumCachedBytes?: number | undefined;
}

/** Tells what access tokens are worth, whatever resource they are for and whoever presents them. */
export interface TokenJudge {
  /** What a token says that was found valid before, and still is; without asking anybody. */
  known(accessToken: string): ValidatedToken | undefined;
  /**
   * What a valid token says.
   *
   * @throws OAuthError `invalid_token`
   * @throws OAuthError `temporarily_unavailable` when too many already wait
   * @throws RpcError when that cannot be decided now
   */
  judge(accessToken: string): Promise<ValidatedToken>;
}

interface Verdict {
  token: ValidatedToken;
  /** The keys by which it was verified; undefined for a token that was remembered. */
  under?: KeySet;
}

const compactJwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What the issuer said about a token is believed for so long. */
const introspectionMemoryMilliseconds = 5_000;

const maximumClockToleranceSeconds = 60;
const maximumWaiting = 1_000;

/** Anybody can make a token of an unknown key, and each is a question to an issuer that may be in trouble. */
const unknownKeysPerSecond = 20;

/**
 * Judges access tokens in this process (RFC 9068 §4) where it can, and asks the issuer where it cannot. A token
 * seen before costs a look-up, one never seen a signature verification. It lets nobody in on stale knowledge.
 *
 * @throws RangeError when the tolerance for clocks is out of range
 */
export function createTokenJudge(options: TokenJudgeOptions): TokenJudge {
  const { issuer, jwks, revocations, introspect, clock, clockToleranceSeconds = 0 } = options;
  if (!(clockToleranceSeconds >= 0 && clockToleranceSeconds <= maximumClockToleranceSeconds)) {
    throw new RangeError(`the tolerance for clocks is 0 to ${maximumClockToleranceSeconds} seconds`);
  }
  const { maximumCachedTokens = 10_000, maximumCachedBytes: maximumBytes } = options;
  const cache = createTokenCache({
    maximumEntries: maximumCachedTokens,
    maximumBytes,
    clockToleranceSeconds,
    clock,
  });
  let cachedUnder: KeySet | undefined;
  // Requests with the same token wait for one answer.
  const waiting = new Map<string, Promise<ValidatedToken>>();

  const mayAskAboutUnknownKey = createAllowance(unknownKeysPerSecond, clock);

  /** Whether the streams have broken that let tokens be judged here, so that the issuer has the last word. */
  const isOnItsOwn = () => introspect && revocations && !(jwks?.latest() && revocations.isCurrent());
  const isListCurrent = () => revocations === undefined || revocations.isCurrent();

  return {
    known(accessToken) {
      const keys = jwks?.latest();
      if ((jwks && !keys) || !isListCurrent()) return undefined;
      if (keys) forgetOthersThan(keys.keySet);
      const token = cache.get(accessToken);
      return token && !revocations?.isRevoked(token) ? token : undefined;
    },
    async judge(accessToken) {
      if (accessToken === '') throw invalidToken('empty');
      if (accessToken.length > maximumTokenLength) throw invalidToken(`longer than ${maximumTokenLength}`);
      const keySet = await keysFor(accessToken);
      if (!keySet) return introspected(accessToken);

      const remembered = cache.get(accessToken);
      const verdict = remembered ? { token: remembered } : await verified(accessToken, keySet);
      if (!verdict) {
        if (!mayAskAboutUnknownKey()) throw tooManyUnknownKeys();
        return introspected(accessToken);
      }
      const { token, under } = verdict;
      if (revocations) {
        // The streams may have broken, or the stream of revocations while the keys were asked for.
        if (isOnItsOwn() || !revocations.isCurrent()) return introspected(accessToken);
        if (revocations.isRevoked(token)) throw invalidToken('revoked');
      } else if (introspect && !remembered) {
        await introspected(accessToken);
        return token;
      }
      // A token of a key that is not yet in use is not remembered: nobody would notice that it is withdrawn.
      if (under && under === cachedUnder) cache.set(accessToken, token);
      return token;
    },
  };

  /**
   * The keys to verify a token with here, or to tell garbage by while the streams are broken; undefined when the
   * issuer has to be asked about the token instead.
   */
  async function keysFor(accessToken: string): Promise<KeySet | undefined> {
    if (!jwks || !compactJwt.test(accessToken)) return undefined;
    const latest = jwks.latest();
    try {
      const { keySet } = latest ?? (await jwks.current());
      // What is remembered is judged by keys that are current.
      if (!isOnItsOwn()) forgetOthersThan(keySet);
      return keySet;
    } catch (error) {
      if (introspect) return undefined;
      throw error;
    }
  }

  /** What a token says whose signature holds, and by which keys; undefined when its key may be one not heard of. */
  async function verified(accessToken: string, keySet: KeySet): Promise<Verdict | undefined> {
    try {
      return await verifiedWith(keySet, accessToken);
    } catch (error) {
      if (!jwks || namesKeyOf(accessToken, keySet)) throw error;
    }
    // A key that is not known may have been published since the last look.
    const later = await jwks.refreshed().catch((error: unknown) => {
      if (!introspect) throw error;
      return undefined;
    });
    if (!later || (isOnItsOwn() && !namesKeyOf(accessToken, later.keySet))) return undefined;
    return verifiedWith(later.keySet, accessToken);
  }

  async function verifiedWith(keySet: KeySet, accessToken: string): Promise<Verdict> {
    // Whatever resource it is for: the one that asks compares that itself, with remembered tokens too.
    const claims = await verifyAccessToken(accessToken, { issuer, keySet, clock, clockToleranceSeconds });
    return { token: tokenFromClaims(claims), under: keySet };
  }

  function introspected(accessToken: string): Promise<ValidatedToken> {
    const shared = waiting.get(accessToken);
    if (shared) return shared;
    if (waiting.size >= maximumWaiting) return Promise.reject(tooManyWaiting());
    // An answer that is shared belongs to no single request: none may cancel it for its neighbours.
    const answer = runInRequestContext(createRequestContext(), () => askIssuer(accessToken));
    waiting.set(accessToken, answer);
    const leave = () => waiting.delete(accessToken);
    answer.then(leave, leave);
    return answer;
  }

  async function askIssuer(accessToken: string): Promise<ValidatedToken> {
    if (!introspect) throw invalidToken('not a JWT, and nobody can be asked about it');
    const token = await introspect(accessToken);
    if (!token) throw invalidToken('the issuer says that it is not active');
    const now = clock().getTime();
    if (token.expireTime.getTime() + clockToleranceSeconds * 1000 <= now) throw invalidToken('expired');
    if (isListCurrent()) {
      if (revocations?.isRevoked(token)) throw invalidToken('revoked');
      cache.set(accessToken, token, now + introspectionMemoryMilliseconds);
    }
    return token;
  }

  /** What a key vouched for ends with the key: one that is withdrawn takes the remembered tokens along. */
  function forgetOthersThan(keySet: KeySet): void {
    if (keySet === cachedUnder) return;
    for (const [kid, { publicKey }] of cachedUnder ?? []) {
      if (keySet.get(kid)?.publicKey.equals(publicKey)) continue;
      cache.clear();
      break;
    }
    cachedUnder = keySet;
  }
}

/** Whether the token names a key of the set. One that names none at all is left to verification to refuse. */
function namesKeyOf(accessToken: string, keySet: KeySet): boolean {
  try {
    const { kid } = decodeProtectedHeader(accessToken);
    return kid === undefined || keySet.has(kid);
  } catch {
    return true;
  }
}

function tooManyUnknownKeys(): OAuthError {
  return new OAuthError('temporarily_unavailable', {
    description: 'the key of the access token is not known here yet: try again in a second',
    retryAfterSeconds: 1,
  });
}

function tooManyWaiting(): OAuthError {
  return new OAuthError('temporarily_unavailable', {
    description: 'too many access tokens wait to be validated: try again in a second',
    retryAfterSeconds: 1,
  });
}
