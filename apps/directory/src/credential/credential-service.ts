import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { CredentialService, type ListCredentialsResponseSchema } from '@latchkey/contracts';
import { RpcError, rpcService, type Handlers, type RpcService } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createSecondFactors, hasSecondFactor } from '../authentication/second-factors';
import { createNotices } from '../mail/notices';
import { passkeyMessage } from '../passkey/passkey-message';
import { createPasskeyRepository } from '../passkey/passkey-repository';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import type { SessionGuard } from '../session/require-session';
import type { TotpCredentialHandlers } from '../totp/totp-credentials';
import { createTotpRepository } from '../totp/totp-repository';
import { createUserRepository } from '../user/user-repository';

/** What serving credentials needs. */
export interface CredentialDependencies {
  pool: Pool;
  guard: SessionGuard;
  passkeys: Pick<
    Handlers<typeof CredentialService>,
    'startPasskeyRegistration' | 'registerPasskey' | 'deletePasskey'
  >;
  totp: TotpCredentialHandlers;
  clock: () => Date;
}

/** Serves what users sign in with, as they see it. */
export function credentialService({
  pool,
  guard,
  passkeys,
  totp,
  clock,
}: CredentialDependencies): RpcService {
  return rpcService(CredentialService, {
    ...passkeys,
    ...totp,

    async listCredentials({ sessionToken }) {
      const { user } = await guard.require(sessionToken);
      return listOf(pool, user.subject);
    },

    async replaceRecoveryCodes({ sessionToken, language }) {
      const { subject } = (await guard.requireRecent(sessionToken)).user;
      return withTransaction(pool, async (db) => {
        const recoveryCodes = await createRecoveryCodes(db).replace(subject);
        // Asked for after the user's turn came, so that the last factor is not removed meanwhile.
        if (!hasSecondFactor(await createSecondFactors(db).find(subject))) {
          throw new RpcError(
            'FAILED_PRECONDITION',
            'recovery codes stand in for a second factor: there is none',
          );
        }
        await createNotices(db).add({ subject, kind: 'recovery_codes_replaced', language });
        await createAuditLog(db).record([
          directoryEvent({ type: 'credential.recovery_codes_replaced', eventTime: clock(), subject }),
        ]);
        return { recoveryCodes };
      });
    },
  });
}

async function listOf(
  pool: Pool,
  subject: string,
): Promise<MessageInitShape<typeof ListCredentialsResponseSchema>> {
  const [passwordChangedAt, passkeys, totp, { recoveryCodes }] = await Promise.all([
    createUserRepository(pool).findPasswordChange(subject),
    createPasskeyRepository(pool).list(subject),
    createTotpRepository(pool).find(subject),
    createSecondFactors(pool).find(subject),
  ]);
  return {
    ...(passwordChangedAt && { passwordChangeTime: timestampFromDate(passwordChangedAt) }),
    passkeys: passkeys.map(passkeyMessage),
    ...(totp && { totpCreateTime: timestampFromDate(totp.createdAt) }),
    recoveryCodesLeft: recoveryCodes,
  };
}
