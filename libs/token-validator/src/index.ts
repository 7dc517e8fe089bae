export { NoAccessTokenError, readAccessToken } from './access-token';
export { bearerChallenge, challenges, dpopChallenge, type BearerChallengeOptions } from './challenge';
export {
  createTokenValidator,
  type AccessTokenValidator,
  type TokenValidatorOptions,
} from './create-token-validator';
export { DpopProofError } from './dpop-error';
export { fastifyTokenGuard } from './fastify-token-guard';
export { httpTokenGuard, type HttpRequest, type HttpTokenGuard } from './http-token-guard';
export { createIssuerFeed, type IssuerFeed, type IssuerFeedOptions } from './issuer-feed';
export type { JwksSource, PublishedKeys } from './jwks-source';
export {
  readPresentedToken,
  refuseTokenInQuery,
  type PresentedToken,
  type TokenBearingRequest,
} from './presented-token';
export {
  createPushedJwksSource,
  type PushedJwksSource,
  type PushedJwksSourceOptions,
} from './pushed-jwks-source';
export { refusalOf, type Refusal, type RefusalOptions } from './refusal';
export { requireScopes } from './required-scopes';
export { createRevocationList, type RevocationList, type RevocationListOptions } from './revocation-list';
export type { TokenGuardOptions } from './token-guard';
export type { CachingTokenValidator, DpopRequest, TokenValidator, ValidatedToken } from './token-validator';
