import { RpcError } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import type { Pool } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';
import { createNotices } from '../mail/notices';
import { createRecoveryCodes } from '../recovery-code/recovery-codes';
import { endSingleFactorSessions, type SessionMoments } from '../session/session-repository';
import { createPasskeyRepository, type NewPasskey, type Passkey } from './passkey-repository';

/** A passkey that was added. */
export interface AddedPasskey {
  passkey: Passkey;
  /** Ten, with the first second factor of the user. */
  recoveryCodes: string[];
}

/** Where a passkey is added. */
export interface AddingSession {
  sessionId: string;
  moments: SessionMoments;
  /** Of the mail. */
  language: string;
}

/**
 * Adds a passkey to a user, with recovery codes if it is the first second factor, ends the other sessions that were
 * begun without one, and tells the user and the audit log: all of it or nothing.
 *
 * @throws RpcError RESOURCE_EXHAUSTED when the user has ten, INVALID_ARGUMENT when somebody has this one,
 *   UNAUTHENTICATED when the user is gone
 */
export function registerPasskey(
  pool: Pool,
  added: NewPasskey,
  { sessionId, moments, language }: AddingSession,
): Promise<AddedPasskey> {
  return withTransaction(pool, async (db) => {
    const passkey = await createPasskeyRepository(db).add(added);
    if (typeof passkey === 'string') throw refusals[passkey]();
    const { subject, createdAt, synced } = added;
    const recoveryCodes = await createRecoveryCodes(db).issueIfFirst(subject);
    await endSingleFactorSessions(db, { subject, exceptSessionId: sessionId }, moments);
    await createNotices(db).add({ subject, kind: 'passkey_added', language });
    await createAuditLog(db).record([
      directoryEvent({
        type: 'credential.passkey_added',
        eventTime: createdAt,
        subject,
        details: { passkey_id: passkey.passkeyId, synced: String(synced) },
      }),
    ]);
    return { passkey, recoveryCodes };
  });
}

const refusals = {
  full: () => new RpcError('RESOURCE_EXHAUSTED', 'the user has ten passkeys'),
  taken: () => new RpcError('INVALID_ARGUMENT', 'the passkey is registered already'),
  gone: () => new RpcError('UNAUTHENTICATED', 'no such user'),
};
