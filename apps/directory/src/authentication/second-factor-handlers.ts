import type { AuthenticationService } from '@latchkey/contracts';
import { RpcError, type Handlers } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { directoryEvent, type DirectoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createNotices } from '../mail/notices';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import type { SecondFactorThrottle } from '../throttle/second-factor-throttle';
import { matchingStep } from '../totp/totp-code';
import { createTotpRepository } from '../totp/totp-repository';
import type { TotpSecrets } from '../totp/totp-secrets';
import type { Authentications } from './authentications';
import { recordedAddress } from './recorded-address';

/** What checking second factors needs. */
export interface SecondFactorDependencies {
  pool: Pool;
  authentications: Pick<Authentications, 'countGuess' | 'add'>;
  totpSecrets: TotpSecrets;
  throttle: SecondFactorThrottle;
  clock: () => Date;
}

/** Methods that check what is typed after a password. */
export type SecondFactorHandlers = Pick<
  Handlers<typeof AuthenticationService>,
  'authenticateWithTotp' | 'authenticateWithRecoveryCode'
>;

/** Checks one-time passwords and recovery codes. */
export function secondFactorHandlers(dependencies: SecondFactorDependencies): SecondFactorHandlers {
  const { pool, authentications, totpSecrets, throttle, clock } = dependencies;

  const refuse = async (failed: Omit<DirectoryEvent, 'type' | 'eventTime'>): Promise<never> => {
    const event = { type: 'user.second_factor_failed', eventTime: clock(), ...failed } as const;
    await createAuditLog(pool).record([directoryEvent(event)]);
    throw new RpcError('UNAUTHENTICATED', 'the code is wrong');
  };

  return {
    async authenticateWithTotp({ authenticationToken, code, remoteAddress }) {
      const { subject } = await authentications.countGuess(authenticationToken);
      const failure = await throttle.admit(subject);
      const isRight = await checkTotp(subject, code).catch(async (error: unknown) => {
        await failure.takeBack();
        throw error;
      });
      if (!isRight) {
        const details = { factor: 'totp' };
        return refuse({ subject, remoteAddress: recordedAddress(remoteAddress), details });
      }
      await failure.takeBack();
      return { authentication: await authentications.add(authenticationToken, ['otp']) };
    },

    async authenticateWithRecoveryCode({ authenticationToken, code, remoteAddress, language }) {
      const { subject } = await authentications.countGuess(authenticationToken);
      const place = { subject, remoteAddress: recordedAddress(remoteAddress) };
      const isRight = await withTransaction(pool, async (db) => {
        if (!(await createRecoveryCodes(db).use(subject, code))) return false;
        await createNotices(db).add({ subject, kind: 'recovery_code_used', language });
        await createAuditLog(db).record([
          directoryEvent({ type: 'credential.recovery_code_used', eventTime: clock(), ...place }),
        ]);
        return true;
      });
      if (!isRight) return refuse({ ...place, details: { factor: 'recovery_code' } });
      return { authentication: await authentications.add(authenticationToken, ['otp']) };
    },
  };

  async function checkTotp(subject: string, code: string): Promise<boolean> {
    const repository = createTotpRepository(pool);
    const totp = await repository.find(subject);
    if (!totp) return false;
    const { sealedSecret } = totp;
    const step = matchingStep(totpSecrets.open(subject, sealedSecret), code, clock());
    return step !== undefined && repository.takeStep(subject, sealedSecret, step);
  }
}
