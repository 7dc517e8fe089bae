import type { AttestationAnswer } from './browser-answer';
import { allowedAlgorithms, isSoundPublicKey } from './public-key';
import type { RelyingParty } from './relying-party';
import { loadWebAuthn } from './webauthn';

/** A passkey that was made for us. */
export interface VerifiedAttestation {
  credentialId: Buffer;
  /** In COSE. */
  publicKey: Buffer;
  signCount: number;
  /** Whether its maker keeps a copy of it that other devices of the user can have. */
  synced: boolean;
}

const longestPublicKey = 2048;

/**
 * Verifies a new passkey, made for a challenge that is good (Web Authentication Level 3 section 7.1); undefined when
 * it does not hold.
 */
export async function verifyAttestation(
  answer: AttestationAnswer,
  relyingParty: RelyingParty,
): Promise<VerifiedAttestation | undefined> {
  const webAuthn = await loadWebAuthn();
  try {
    return await verify(webAuthn, answer, relyingParty);
  } catch {
    // Whatever the library objects to, or stumbles over, in what it was given.
    return undefined;
  }
}

async function verify(
  webAuthn: Awaited<ReturnType<typeof loadWebAuthn>>,
  { response, challenge }: AttestationAnswer,
  relyingParty: RelyingParty,
): Promise<VerifiedAttestation | undefined> {
  const { decodeAttestationObject, decodeCredentialPublicKey, verifyRegistrationResponse } = webAuthn;
  const attestation = decodeAttestationObject(
    new Uint8Array(Buffer.from(response.response.attestationObject, 'base64url')),
  );
  // Asked for none, browsers leave none or one that the passkey itself signed (section 5.1.3). Certificates would
  // be a great deal to parse, and lists of revoked ones to fetch from addresses that the sender chooses.
  const fmt = attestation.get('fmt');
  const self = fmt === 'packed' && attestation.get('attStmt').get('x5c') === undefined;
  if (fmt !== 'none' && !self) return undefined;

  const { registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: relyingParty.origin,
    expectedRPID: relyingParty.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: allowedAlgorithms,
  });
  if (!registrationInfo) return undefined;
  const { credential, credentialDeviceType } = registrationInfo;
  const { id, publicKey, counter } = credential;
  if (id !== response.id || publicKey.length > longestPublicKey) return undefined;
  if (!isSoundPublicKey(decodeCredentialPublicKey(publicKey))) return undefined;
  return {
    credentialId: Buffer.from(id, 'base64url'),
    publicKey: Buffer.from(publicKey),
    signCount: counter,
    synced: credentialDeviceType === 'multiDevice',
  };
}
