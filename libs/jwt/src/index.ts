export { signAccessToken, verifyAccessToken, type VerifyAccessTokenOptions } from './access-token';
export type { AccessTokenClaims } from './access-token-claims';
export { isSigningAlgorithm, signingAlgorithms, type SigningAlgorithm } from './algorithms';
export { createKeySet, type KeySet, type VerificationKey } from './key-set';
export { thumbprint, type PublicJwk } from './public-jwk';
export { exportPrivateKey, generateSigningKey, importSigningKey, type SigningKey } from './signing-key';
