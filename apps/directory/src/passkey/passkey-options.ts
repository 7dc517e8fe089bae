import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { User } from '../user/user-repository';
import { challengeSeconds } from './challenge';
import { allowedAlgorithms } from './public-key';
import type { RelyingParty } from './relying-party';
import { userHandleOf } from './user-handle';

/** How a browser finds a passkey again. */
export interface PasskeyDescriptor {
  credentialId: Buffer;
  /** As the browser told at registration, for example "internal". */
  transports: string[];
}

const timeout = challengeSeconds * 1000;

/**
 * Makes the options to ask for a passkey (Web Authentication Level 3 section 5.5): one of those given, or, when
 * none are, any discoverable one, which then has to verify the user, because nothing else has.
 */
export function requestOptions(
  { id }: RelyingParty,
  { challenge, passkeys }: { challenge: string; passkeys?: PasskeyDescriptor[] },
): PublicKeyCredentialRequestOptionsJSON {
  return {
    challenge,
    timeout,
    rpId: id,
    userVerification: passkeys ? 'preferred' : 'required',
    ...(passkeys && { allowCredentials: passkeys.map(descriptor) }),
  };
}

/**
 * Makes the options to create a passkey (Web Authentication Level 3 section 5.4). It has to be discoverable, so that
 * it works without an address. Who made the authenticator is not asked: people may use any.
 */
export function creationOptions(
  { id }: RelyingParty,
  { challenge, user, passkeys }: { challenge: string; user: User; passkeys: PasskeyDescriptor[] },
): PublicKeyCredentialCreationOptionsJSON {
  return {
    rp: { id, name: id },
    user: { id: userHandleOf(user.subject), name: user.email, displayName: user.name },
    challenge,
    pubKeyCredParams: allowedAlgorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout,
    excludeCredentials: passkeys.map(descriptor),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'preferred',
    },
    attestation: 'none',
  };
}

function descriptor({ credentialId, transports }: PasskeyDescriptor) {
  return { type: 'public-key' as const, id: credentialId.toString('base64url'), transports };
}
