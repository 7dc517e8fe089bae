import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import {
  DeletePasskeyResponseSchema,
  DeleteTotpResponseSchema,
  EnrolTotpResponseSchema,
  ListCredentialsResponseSchema,
  RegisterPasskeyResponseSchema,
  ReplaceRecoveryCodesResponseSchema,
  StartPasskeyRegistrationResponseSchema,
  StartTotpEnrolmentResponseSchema,
  type CredentialService,
  type PasskeySchema,
  type Session,
} from '@latchkey/contracts';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import type { TestFactors } from './in-memory-authentication';

/** What the fake works on. */
export interface InMemoryCredentialsOptions {
  clock: () => Date;
  /** Live sessions by their token. */
  sessions: ReadonlyMap<string, Session>;
  /** What can be shown at sign-in, by subject: kept as this service changes it. */
  factors: Map<string, TestFactors>;
}

interface Credentials {
  passkeys: (MessageInitShape<typeof PasskeySchema> & { passkeyId: string })[];
  totpCreateTime: Timestamp | undefined;
  recoveryCodes: string[];
}

/** What a passkey is created with, in tests. */
export const creationOptions = '{"challenge":"Y2hhbGxlbmdl","excludeCredentials":[]}';

const recentMilliseconds = 600_000;
const maximumPasskeys = 10;

/**
 * Keeps credentials in memory, and answers as the contract of CredentialService says. An answer of a browser proves
 * a passkey unless it is `forged`; a code is right when it is `123456`.
 */
export function inMemoryCredentials({ clock, sessions, factors }: InMemoryCredentialsOptions) {
  const bySubject = new Map<string, Credentials>();
  const changes: { method: string; subject: string; language: string }[] = [];
  let made = 0;

  const own = (subject: string): Credentials => {
    const found = bySubject.get(subject) ?? { passkeys: [], totpCreateTime: undefined, recoveryCodes: [] };
    bySubject.set(subject, found);
    return found;
  };
  const subjectOf = (token = '') => {
    const subject = sessions.get(token)?.user?.subject;
    if (subject === undefined) throw new RpcError('UNAUTHENTICATED', 'no such session');
    return subject;
  };
  const recentSubject = (token = '') => {
    const subject = subjectOf(token);
    const authTime = sessions.get(token)?.authTime;
    if (!authTime || clock().getTime() - timestampDate(authTime).getTime() > recentMilliseconds) {
      throw new RpcError('FAILED_PRECONDITION', 'signed in too long ago');
    }
    return subject;
  };
  const newCodes = () =>
    Array.from({ length: 10 }, () => `AAAA-BBBB-CCCC-${String((made += 1)).padStart(4, '0')}`);
  const issueIfFirst = (credentials: Credentials) => {
    if (credentials.recoveryCodes.length > 0) return [];
    credentials.recoveryCodes = newCodes();
    return credentials.recoveryCodes;
  };
  const record = (method: string, subject: string, language = '') => {
    const credentials = own(subject);
    const { passkeys, totpCreateTime } = credentials;
    if (passkeys.length === 0 && !totpCreateTime) credentials.recoveryCodes = [];
    factors.set(subject, {
      ...(passkeys.length > 0 && { passkey: 'assertion' }),
      ...(totpCreateTime && { totp: '123456' }),
      recoveryCodes: credentials.recoveryCodes,
    });
    changes.push({ method, subject, language });
  };

  const service: RpcClient<typeof CredentialService> = {
    async listCredentials({ sessionToken }) {
      const { passkeys, totpCreateTime, recoveryCodes } = own(subjectOf(sessionToken));
      return create(ListCredentialsResponseSchema, {
        passwordChangeTime: timestampFromDate(new Date('2029-05-06T07:08:09Z')),
        passkeys,
        totpCreateTime,
        recoveryCodesLeft: recoveryCodes.length,
      });
    },
    async startPasskeyRegistration({ sessionToken }) {
      recentSubject(sessionToken);
      return create(StartPasskeyRegistrationResponseSchema, { optionsJson: creationOptions });
    },
    async registerPasskey({ sessionToken, responseJson, name, language }) {
      const subject = recentSubject(sessionToken);
      const credentials = own(subject);
      if (responseJson === 'forged') throw new RpcError('INVALID_ARGUMENT', 'that proves nothing');
      if (credentials.passkeys.length === maximumPasskeys) throw new RpcError('RESOURCE_EXHAUSTED', 'ten');
      const passkey = {
        passkeyId: `passkey-${(made += 1)}`,
        name,
        createTime: timestampFromDate(clock()),
        synced: responseJson === 'synced',
      };
      credentials.passkeys.unshift(passkey);
      const recoveryCodes = issueIfFirst(credentials);
      record('registerPasskey', subject, language);
      return create(RegisterPasskeyResponseSchema, { passkey, recoveryCodes });
    },
    async deletePasskey({ sessionToken, passkeyId, language }) {
      const subject = recentSubject(sessionToken);
      const credentials = own(subject);
      credentials.passkeys = credentials.passkeys.filter((one) => one.passkeyId !== passkeyId);
      record('deletePasskey', subject, language);
      return create(DeletePasskeyResponseSchema);
    },
    async startTotpEnrolment({ sessionToken }) {
      recentSubject(sessionToken);
      const secret = `JBSWY3DPEHPK3PXP${'ABCDEFGH'[(made += 1) % 8]}`;
      return create(StartTotpEnrolmentResponseSchema, {
        secret,
        otpauthUri: `otpauth://totp/Latchkey:ada%40example.com?secret=${secret}&issuer=Latchkey`,
        enrolmentToken: `sealed-${secret}`,
      });
    },
    async enrolTotp({ sessionToken, enrolmentToken = '', code, language }) {
      const subject = recentSubject(sessionToken);
      if (code !== '123456' || !enrolmentToken.startsWith('sealed-')) {
        throw new RpcError('INVALID_ARGUMENT', 'wrong code');
      }
      const credentials = own(subject);
      credentials.totpCreateTime = timestampFromDate(clock());
      const recoveryCodes = issueIfFirst(credentials);
      record('enrolTotp', subject, language);
      return create(EnrolTotpResponseSchema, { recoveryCodes });
    },
    async deleteTotp({ sessionToken, language }) {
      const subject = recentSubject(sessionToken);
      own(subject).totpCreateTime = undefined;
      record('deleteTotp', subject, language);
      return create(DeleteTotpResponseSchema);
    },
    async replaceRecoveryCodes({ sessionToken, language }) {
      const subject = recentSubject(sessionToken);
      const credentials = own(subject);
      if (credentials.passkeys.length === 0 && !credentials.totpCreateTime) {
        throw new RpcError('FAILED_PRECONDITION', 'no second factor');
      }
      credentials.recoveryCodes = newCodes();
      record('replaceRecoveryCodes', subject, language);
      return create(ReplaceRecoveryCodesResponseSchema, { recoveryCodes: credentials.recoveryCodes });
    },
  };
  return {
    service,
    /** The credentials of a user, for a test to look at and to set up. */
    of: own,
    /** What was changed, whose, and the language of the mail that tells of it. */
    changes,
  };
}
