import type { Pool, PoolClient } from 'pg';
import type { AuditEvent } from './audit-event';

/** Which events, and where the page begins. */
export interface AuditEventFilter {
  /** Of this user alone; of all when empty. */
  subject: string;
  /** Of this client alone; of all when empty. */
  clientId: string;
  /** Of this type alone, or of all that begin with it when it ends with a dot; of all when empty. */
  type: string;
  /** Older than this event alone. */
  before?: AuditPosition | undefined;
}

/** Place of an event in the log, which is ordered by time and then by identifier. */
export type AuditPosition = Pick<AuditEvent, 'eventTime' | 'eventId'>;

/** Adds to the audit log, reads it and drops what is past its time. */
export interface AuditLog {
  /** Adds events, save those that are there already. */
  record(events: AuditEvent[]): Promise<void>;
  /** Lists at most `limit` events, newest first. */
  list(filter: AuditEventFilter, limit: number): Promise<AuditEvent[]>;
  /** Drops at most `limit` events older than a moment, passing over those in use; returns how many. */
  deleteBefore(moment: Date, limit: number): Promise<number>;
}

// In one order, so that two batches with the same events do not wait for each other.
const record = `
  INSERT INTO audit_events (event_id, event_time, type, recorder, subject, client_id, grant_id, remote_address,
    request_id, details)
  SELECT "eventId", "eventTime", type, recorder, subject, "clientId", "grantId", "remoteAddress", "requestId",
    details
  FROM jsonb_to_recordset($1::jsonb) AS given ("eventId" uuid, "eventTime" timestamptz, type text,
    recorder text, subject text, "clientId" text, "grantId" text, "remoteAddress" text, "requestId" text,
    details jsonb)
  ORDER BY "eventId"
  ON CONFLICT (event_id) DO NOTHING`;

const columns = `event_id AS "eventId", event_time AS "eventTime", type, recorder, subject,
  client_id AS "clientId", grant_id AS "grantId", remote_address AS "remoteAddress", request_id AS "requestId",
  details`;

/** Creates the log on a pool or a transaction. */
export function createAuditLog(db: Pool | PoolClient): AuditLog {
  return {
    async record(events) {
      if (events.length > 0) await db.query(record, [JSON.stringify(events)]);
    },
    async list(filter, limit) {
      const values: unknown[] = [limit];
      const place = (value: unknown) => `$${values.push(value)}`;
      const conditions = conditionsOf(filter, place);
      const { rows } = await db.query<AuditEvent>(
        `SELECT ${columns} FROM audit_events
         ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
         ORDER BY event_time DESC, event_id DESC LIMIT $1`,
        values,
      );
      return rows;
    },
    async deleteBefore(moment, limit) {
      const { rowCount } = await db.query(
        `WITH former AS MATERIALIZED (
           SELECT event_id FROM audit_events WHERE event_time < $1
           ORDER BY event_time LIMIT $2 FOR UPDATE SKIP LOCKED
         )
         DELETE FROM audit_events USING former WHERE audit_events.event_id = former.event_id`,
        [moment, limit],
      );
      return rowCount ?? 0;
    },
  };
}

function conditionsOf(
  { subject, clientId, type, before }: AuditEventFilter,
  place: (value: unknown) => string,
): string[] {
  const conditions: string[] = [];
  if (subject !== '') conditions.push(`subject = ${place(subject)}`);
  if (clientId !== '') conditions.push(`client_id = ${place(clientId)}`);
  if (type.endsWith('.')) {
    // A slash is what follows a dot in ASCII, and no type has one: the range holds what begins with the type.
    conditions.push(`type > ${place(type)} AND type < ${place(type.replace(/\.$/, '/'))}`);
  } else if (type !== '') {
    conditions.push(`type = ${place(type)}`);
  }
  if (before) {
    conditions.push(`(event_time, event_id) < (${place(before.eventTime)}, ${place(before.eventId)}::uuid)`);
  }
  return conditions;
}
