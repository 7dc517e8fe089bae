/**
 * Loads the library that verifies passkeys, once. It takes 20 MB and a fifth of a second, which a directory whose
 * users have no passkeys never spends.
 */
export async function loadWebAuthn() {
  const [{ verifyAuthenticationResponse, verifyRegistrationResponse }, helpers] = await Promise.all([
    import('@simplewebauthn/server'),
    import('@simplewebauthn/server/helpers'),
  ]);
  const { decodeAttestationObject, decodeCredentialPublicKey } = helpers;
  return {
    verifyAuthenticationResponse,
    verifyRegistrationResponse,
    decodeAttestationObject,
    decodeCredentialPublicKey,
  };
}
