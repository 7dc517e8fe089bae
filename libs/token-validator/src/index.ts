export { NoAccessTokenError, readAccessToken } from './access-token';
export { bearerChallenge, type BearerChallengeOptions } from './bearer-challenge';
export { createIntrospectionValidator, type IntrospectionValidatorOptions } from './introspection-validator';
export { createJwksSource, type JwksSource, type JwksSourceOptions, type PublishedKeys } from './jwks-source';
export { createLocalValidator, type LocalValidatorOptions } from './local-validator';
export { requireScopes } from './required-scopes';
export type { TokenValidator, ValidatedToken } from './token-validator';
