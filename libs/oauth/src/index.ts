export {
  MULTI_FACTOR,
  acrOf,
  acrValues,
  isAcr,
  reachesAcr,
  type AuthenticationContextClass,
  type AuthenticationMethod,
} from './authentication-context';
export { JWT_CLIENT_ASSERTION, assertionAlgorithms } from './client-assertion';
export {
  clientAuthenticationMethods,
  takeClientAuthentication,
  type ClientAuthentication,
  type ClientAuthenticationMethod,
} from './client-authentication';
export {
  DEVICE_CODE,
  JWT_BEARER,
  TOKEN_EXCHANGE,
  grantTypes,
  isGrantType,
  type GrantType,
} from './grant-type';
export {
  OAuthError,
  isOAuthErrorCode,
  isStillPending,
  oauthErrorCodes,
  type OAuthErrorCode,
  type OAuthErrorOptions,
} from './oauth-error';
export {
  parseParameters,
  requireParameter,
  type ParsedParameters,
  type RequestParameters,
} from './parameters';
export { parsePrompt, promptValues, type Prompt } from './prompt';
export { matchesRedirectUri, parseRedirectUri, redirectLocation } from './redirect-uri';
export { parseResource } from './resource';
export { formatScope, parseScope } from './scope';
