import type { JwksSource } from './jwks-source';
import { createPossessionCheck } from './possession';
import { createResourceValidator } from './resource-validator';
import { createTokenJudge } from './token-judge';
import type { CachingTokenValidator } from './token-validator';

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
 * Validates access tokens in this process (RFC 9068 §4), with keys alone: it does not hear of revocations. It
 * lets nobody in when it has no keys to trust.
 */
export function createLocalValidator({ audience, ...options }: LocalValidatorOptions): CachingTokenValidator {
  return createResourceValidator({
    judge: createTokenJudge(options),
    possession: createPossessionCheck(options),
    audience,
  });
}
