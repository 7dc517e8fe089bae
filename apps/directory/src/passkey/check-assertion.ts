import type { AuthenticationMethod } from '@latchkey/oauth';
import { RpcError } from '@latchkey/rpc';
import { directoryEvent, type DirectoryEvent } from '../audit/audit-event';
import type { AuditLog } from '../audit/audit-log';
import { recordedAddress } from '../authentication/recorded-address';
import { parseAssertion } from './browser-answer';
import type { ChallengePurpose, Challenges } from './challenge';
import type { PasskeyRepository, StoredPasskey } from './passkey-repository';
import type { RelyingParty } from './relying-party';
import { verifyAssertion, type VerifiedAssertion } from './verify-assertion';

/** What checking an assertion needs. */
export interface AssertionDependencies {
  passkeys: Pick<PasskeyRepository, 'findByCredentialId' | 'noteUse'>;
  challenges: Challenges;
  relyingParty: RelyingParty;
  audit: Pick<AuditLog, 'record'>;
  clock: () => Date;
}

/** What a browser sent, and what for. */
export interface PresentedAssertion {
  /** AuthenticationResponseJSON. */
  responseJson: string;
  purpose: ChallengePurpose;
  /** Of the browser. */
  remoteAddress: string;
}

/** Who somebody is, and what they have shown. */
export interface ShownPasskey {
  subject: string;
  methods: AuthenticationMethod[];
}

/**
 * Checks what a passkey signed, and uses up the challenge and the sign counter. The audit log has what fails as a
 * second factor, where somebody knows the password already, and a counter that went back.
 *
 * @throws RpcError UNAUTHENTICATED, the same whatever is wrong
 */
export async function checkAssertion(
  dependencies: AssertionDependencies,
  presented: PresentedAssertion,
): Promise<ShownPasskey> {
  const { purpose, remoteAddress } = presented;
  const shown = await check(dependencies, presented);
  if (shown) return shown;
  if (purpose.ceremony === 'second_factor') {
    await record(dependencies, {
      type: 'user.second_factor_failed',
      subject: purpose.subject,
      remoteAddress: recordedAddress(remoteAddress),
      details: { factor: 'passkey' },
    });
  }
  throw new RpcError('UNAUTHENTICATED', 'the passkey does not hold');
}

async function check(
  dependencies: AssertionDependencies,
  { responseJson, purpose, remoteAddress }: PresentedAssertion,
): Promise<ShownPasskey | undefined> {
  const { passkeys, challenges, relyingParty } = dependencies;
  const discoverable = purpose.ceremony === 'sign_in';
  const answer = parseAssertion(responseJson);
  if (!answer || !challenges.isGood(answer.challenge, purpose)) return undefined;
  const passkey = await passkeys.findByCredentialId(answer.credentialId);
  if (!passkey || !(discoverable || passkey.subject === purpose.subject)) return undefined;
  const assertion = await verifyAssertion(answer, passkey, { relyingParty, discoverable });
  // Last, so that nobody without a passkey can fill the store with challenges that were used.
  if (!assertion || !(await challenges.useUp(answer.challenge))) return undefined;
  if (!(await noteUse(dependencies, passkey, assertion, remoteAddress))) return undefined;
  return { subject: passkey.subject, methods: methodsOf(passkey, assertion) };
}

async function noteUse(
  dependencies: AssertionDependencies,
  { passkeyId, subject }: StoredPasskey,
  { signCount }: VerifiedAssertion,
  remoteAddress: string,
): Promise<boolean> {
  const use = await dependencies.passkeys.noteUse(passkeyId, { signCount, now: dependencies.clock() });
  if (use === 'counter_went_back') {
    await record(dependencies, {
      type: 'credential.passkey_copy_suspected',
      subject,
      remoteAddress: recordedAddress(remoteAddress),
      details: { passkey_id: passkeyId },
    });
  }
  return use === 'noted';
}

function methodsOf({ synced }: StoredPasskey, { userVerified }: VerifiedAssertion): AuthenticationMethod[] {
  return [synced ? 'swk' : 'hwk', ...(userVerified ? (['user'] as const) : [])];
}

async function record(
  { audit, clock }: AssertionDependencies,
  event: Omit<DirectoryEvent, 'eventTime'>,
): Promise<void> {
  await audit.record([directoryEvent({ eventTime: clock(), ...event })]);
}
