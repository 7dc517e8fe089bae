import type { CredentialService } from '@latchkey/contracts';
import { RpcError, type Handlers } from '@latchkey/rpc';
import type { Pool } from 'pg';
import type { SessionGuard } from '../session/require-session';
import { sessionMoments, type SessionLifetimes } from '../session/session-lifetimes';
import { parseAttestation } from './browser-answer';
import type { ChallengePurpose, Challenges } from './challenge';
import { passkeyName } from './passkey-name';
import { passkeyMessage } from './passkey-message';
import { creationOptions } from './passkey-options';
import { createPasskeyRepository } from './passkey-repository';
import { registerPasskey } from './register-passkey';
import type { RelyingParty } from './relying-party';
import { removePasskey } from './remove-passkey';
import { verifyAttestation, type VerifiedAttestation } from './verify-attestation';

/** What adding and removing passkeys needs. */
export interface PasskeyCredentialDependencies {
  pool: Pool;
  sessions: Pick<SessionGuard, 'requireRecent'>;
  lifetimes: SessionLifetimes;
  challenges: Challenges;
  relyingParty: RelyingParty;
  clock: () => Date;
}

type PasskeyMethods = 'startPasskeyRegistration' | 'registerPasskey' | 'deletePasskey';

const passkeyIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Serves what users do with their passkeys in their accounts. */
export function passkeyCredentials(
  dependencies: PasskeyCredentialDependencies,
): Pick<Handlers<typeof CredentialService>, PasskeyMethods> {
  const { pool, sessions, lifetimes, challenges, relyingParty, clock } = dependencies;
  const passkeys = createPasskeyRepository(pool);

  return {
    async startPasskeyRegistration({ sessionToken }) {
      const { user } = await sessions.requireRecent(sessionToken);
      const challenge = challenges.create(registration(user.subject));
      const own = await passkeys.listDescriptors(user.subject);
      const options = creationOptions(relyingParty, { challenge, user, passkeys: own });
      return { optionsJson: JSON.stringify(options) };
    },

    async registerPasskey({ sessionToken, responseJson, name: typed, language }) {
      const { user, sessionId } = await sessions.requireRecent(sessionToken);
      const { subject } = user;
      const name = passkeyName(typed);
      if (name === undefined) throw new RpcError('INVALID_ARGUMENT', 'name must be at most 100 characters');
      const answer = parseAttestation(responseJson);
      const attestation = answer && (await checkAttestation(dependencies, answer, subject));
      if (!attestation) throw new RpcError('INVALID_ARGUMENT', 'the answer proves no passkey');
      const { transports } = answer;
      const now = clock();
      const added = { ...attestation, subject, transports, name, createdAt: now };
      const { passkey, recoveryCodes } = await registerPasskey(pool, added, {
        sessionId,
        moments: sessionMoments(lifetimes, now),
        language,
      });
      return { passkey: passkeyMessage(passkey), recoveryCodes };
    },

    async deletePasskey({ sessionToken, passkeyId, language }) {
      const { subject } = (await sessions.requireRecent(sessionToken)).user;
      if (passkeyIdPattern.test(passkeyId)) {
        await removePasskey(pool, { subject, passkeyId, now: clock(), language });
      }
      return {};
    },
  };
}

async function checkAttestation(
  { challenges, relyingParty }: PasskeyCredentialDependencies,
  answer: NonNullable<ReturnType<typeof parseAttestation>>,
  subject: string,
): Promise<VerifiedAttestation | undefined> {
  if (!challenges.isGood(answer.challenge, registration(subject))) return undefined;
  const attestation = await verifyAttestation(answer, relyingParty);
  return attestation && (await challenges.useUp(answer.challenge)) ? attestation : undefined;
}

function registration(subject: string): ChallengePurpose {
  return { ceremony: 'registration', subject };
}
