import type { AssertionAnswer } from './browser-answer';
import { isDerSignature } from './der-signature';
import type { StoredPasskey } from './passkey-repository';
import { isEcdsaKey } from './public-key';
import type { RelyingParty } from './relying-party';
import { userHandleOf } from './user-handle';
import { loadWebAuthn } from './webauthn';

/** What an assertion has to show. */
export interface ExpectedAssertion {
  relyingParty: RelyingParty;
  /** Nothing but a discoverable passkey says who somebody is: it has to name its owner, and to verify them. */
  discoverable: boolean;
}

/** What a passkey has shown. */
export interface VerifiedAssertion {
  signCount: number;
  userVerified: boolean;
}

/**
 * Verifies what a passkey signed for a challenge that is good (Web Authentication Level 3 section 7.2); undefined
 * when it does not hold. The sign counter is the caller's to compare, in the statement that replaces it.
 */
export async function verifyAssertion(
  { response, challenge, userHandle }: AssertionAnswer,
  passkey: StoredPasskey,
  { relyingParty, discoverable }: ExpectedAssertion,
): Promise<VerifiedAssertion | undefined> {
  if (userHandle === undefined ? discoverable : userHandle !== userHandleOf(passkey.subject))
    return undefined;
  const { decodeCredentialPublicKey, verifyAuthenticationResponse } = await loadWebAuthn();
  const publicKey = new Uint8Array(passkey.publicKey);
  const signature = Buffer.from(response.response.signature, 'base64url');
  if (isEcdsaKey(decodeCredentialPublicKey(publicKey)) && !isDerSignature(signature)) return undefined;
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: relyingParty.origin,
    expectedRPID: relyingParty.id,
    // A counter of 0 there accepts any: it would compare before it has verified the signature.
    credential: { id: response.id, publicKey, counter: 0 },
    requireUserVerification: discoverable,
  }).catch(() => ({ verified: false, authenticationInfo: undefined }));
  if (!verified || !authenticationInfo) return undefined;
  const { newCounter, userVerified, credentialDeviceType } = authenticationInfo;
  // Whether it can be copied is settled when it is made (section 7.2, backup eligibility).
  if ((credentialDeviceType === 'multiDevice') !== passkey.synced) return undefined;
  return { signCount: newCounter, userVerified };
}
