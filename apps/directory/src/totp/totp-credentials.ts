import type { CredentialService } from '@latchkey/contracts';
import { RpcError, type Handlers } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createNotices } from '../mail/notices';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import type { SessionGuard } from '../session/require-session';
import { sessionMoments, type SessionLifetimes } from '../session/session-lifetimes';
import { endSingleFactorSessions } from '../session/session-repository';
import { createTotpSecret, matchingStep, totpUri } from './totp-code';
import { createTotpRepository } from './totp-repository';
import type { TotpSecrets } from './totp-secrets';

/** What setting up authenticator applications needs. */
export interface TotpCredentialDependencies {
  pool: Pool;
  guard: SessionGuard;
  lifetimes: SessionLifetimes;
  secrets: TotpSecrets;
  /** Name under which applications show the account. */
  issuer: string;
  clock: () => Date;
}

/** Methods about authenticator applications. */
export type TotpCredentialHandlers = Pick<
  Handlers<typeof CredentialService>,
  'startTotpEnrolment' | 'enrolTotp' | 'deleteTotp'
>;

/** Lets users add and remove an authenticator application. */
export function totpCredentials(dependencies: TotpCredentialDependencies): TotpCredentialHandlers {
  const { pool, guard, lifetimes, secrets, issuer, clock } = dependencies;
  return {
    async startTotpEnrolment({ sessionToken }) {
      const { user } = await guard.requireRecent(sessionToken);
      const secret = createTotpSecret();
      return {
        secret,
        otpauthUri: totpUri({ secret, issuer, email: user.email }),
        enrolmentToken: secrets.createEnrolment(user.subject, secret, clock()),
      };
    },

    async enrolTotp({ sessionToken, enrolmentToken, code, language }) {
      const { user, sessionId } = await guard.requireRecent(sessionToken);
      const { subject } = user;
      const now = clock();
      const secret = secrets.openEnrolment(subject, enrolmentToken, now);
      if (secret === undefined)
        throw new RpcError('INVALID_ARGUMENT', 'the enrolment is unknown or has ended');
      const step = matchingStep(secret, code, now);
      if (step === undefined) throw new RpcError('INVALID_ARGUMENT', 'the code is not one of the secret');
      return withTransaction(pool, async (db) => {
        // The code that proves the application is taken with it: nobody who saw it signs in with it.
        const sealed = { sealedSecret: secrets.seal(subject, secret), keyId: secrets.keyId };
        const totp = { ...sealed, lastStep: step, createdAt: now };
        await createTotpRepository(db).put(subject, totp);
        await createNotices(db).add({ subject, kind: 'totp_added', language });
        await createAuditLog(db).record([
          directoryEvent({ type: 'credential.totp_added', eventTime: now, subject }),
        ]);
        const recoveryCodes = await createRecoveryCodes(db).issueIfFirst(subject);
        const others = { subject, exceptSessionId: sessionId };
        await endSingleFactorSessions(db, others, sessionMoments(lifetimes, now));
        return { recoveryCodes };
      });
    },

    async deleteTotp({ sessionToken, language }) {
      const { subject } = (await guard.requireRecent(sessionToken)).user;
      await withTransaction(pool, async (db) => {
        if (!(await createTotpRepository(db).delete(subject))) return;
        await createRecoveryCodes(db).dropIfLast(subject);
        await createNotices(db).add({ subject, kind: 'totp_removed', language });
        await createAuditLog(db).record([
          directoryEvent({ type: 'credential.totp_removed', eventTime: clock(), subject }),
        ]);
      });
      return {};
    },
  };
}
