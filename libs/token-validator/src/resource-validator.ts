import { invalidToken } from './invalid-token';
import type { PossessionCheck } from './possession';
import type { TokenJudge } from './token-judge';
import type { CachingTokenValidator, ValidatedToken } from './token-validator';

/** What validating tokens for a resource needs. */
export interface ResourceValidatorOptions {
  judge: TokenJudge;
  possession: PossessionCheck;
  /** Identifiers of the resource: a token has to be for one of them. */
  audience: string | readonly string[];
}

/** Validates access tokens for one resource, on the judgement that all resources of this process share. */
export function createResourceValidator({
  judge,
  possession,
  audience,
}: ResourceValidatorOptions): CachingTokenValidator {
  const audiences = [audience].flat();
  const isForUs = (token: ValidatedToken) => audiences.some((each) => token.audiences.includes(each));

  const validateCached = (accessToken: string) => {
    const token = judge.known(accessToken);
    return token && isForUs(token) && possession.needsNone(token) ? token : undefined;
  };
  return {
    validateCached,
    async validate(accessToken, dpop) {
      const token = judge.known(accessToken) ?? (await judge.judge(accessToken));
      if (!isForUs(token)) throw invalidToken('meant for another resource');
      possession.require(token, accessToken, dpop);
      return token;
    },
  };
}
