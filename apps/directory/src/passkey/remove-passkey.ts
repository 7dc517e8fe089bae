import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createNotices } from '../mail/notices';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import { createPasskeyRepository } from './passkey-repository';

/** Which passkey is removed, when, and in which language its owner is told. */
export interface PasskeyRemoval {
  subject: string;
  passkeyId: string;
  now: Date;
  language: string;
}

/**
 * Removes a passkey of a user, with the recovery codes if it was the last second factor, and tells the user and the
 * audit log: all of it or nothing. Does nothing when the user has no such passkey.
 */
export function removePasskey(pool: Pool, removal: PasskeyRemoval): Promise<void> {
  const { subject, passkeyId, now, language } = removal;
  return withTransaction(pool, async (db) => {
    if (!(await createPasskeyRepository(db).delete(subject, passkeyId))) return;
    await createRecoveryCodes(db).dropIfLast(subject);
    await createNotices(db).add({ subject, kind: 'passkey_removed', language });
    await createAuditLog(db).record([
      directoryEvent({
        type: 'credential.passkey_removed',
        eventTime: now,
        subject,
        details: { passkey_id: passkeyId },
      }),
    ]);
  });
}
