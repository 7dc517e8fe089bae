import type { PoolClient } from 'pg';
import { directoryEvent } from '../audit/audit-event';
import { createAuditLog } from '../audit/audit-log';

/** A new secret, and how long the one before it stays. */
export interface SecretRotation {
  clientId: string;
  /** SHA-256 of the new secret. */
  sha256: Buffer;
  now: Date;
  /** Until when the secret that was current is live as well. */
  previousExpiresAt: Date;
}

/**
 * Makes a secret the current one of a client. The one that was current becomes the previous one, and a
 * still older one is gone; the audit log has it. Nothing changes when the secret is the current one already. Runs within a
 * transaction, in which rotations of the same client come one after the other.
 */
export async function rotateClientSecret(db: PoolClient, rotation: SecretRotation): Promise<void> {
  const { clientId, sha256, now, previousExpiresAt } = rotation;
  await db.query(`SELECT client_id FROM clients WHERE client_id = $1 FOR UPDATE`, [clientId]);
  const { rows } = await db.query<{ sha256: Buffer }>(
    `SELECT sha256 FROM client_secrets WHERE client_id = $1 AND place = 'current'`,
    [clientId],
  );
  if (rows[0]?.sha256.equals(sha256)) return;
  await db.query(`DELETE FROM client_secrets WHERE client_id = $1 AND place = 'previous'`, [clientId]);
  await db.query(
    `UPDATE client_secrets SET place = 'previous', expires_at = least(expires_at, $2)
     WHERE client_id = $1 AND place = 'current'`,
    [clientId, previousExpiresAt],
  );
  await db.query(
    `INSERT INTO client_secrets (client_id, place, sha256, created_at) VALUES ($1, 'current', $2, $3)`,
    [clientId, sha256, now],
  );
  await createAuditLog(db).record([
    directoryEvent({ type: 'client.secret_rotated', eventTime: now, clientId }),
  ]);
}
