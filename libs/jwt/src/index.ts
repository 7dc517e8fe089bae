export { signAccessToken, verifyAccessToken, type VerifyAccessTokenOptions } from './access-token';
export { mostActors, type AccessTokenClaims, type Actor, type Confirmation } from './access-token-claims';
export { isSigningAlgorithm, signingAlgorithms, type SigningAlgorithm } from './algorithms';
export {
  InvalidDpopProofError,
  dpopProofWindowSeconds,
  verifyDpopProof,
  type DpopProof,
  type ExpectedDpopProof,
} from './dpop-proof';
export { createKeySet, type KeySet, type VerificationKey } from './key-set';
export { thumbprint, type PublicJwk } from './public-jwk';
export { signJwt } from './sign-jwt';
export { exportPrivateKey, generateSigningKey, importSigningKey, type SigningKey } from './signing-key';
