import type { Pool } from 'pg';

/** A grant as its user sees it. */
export interface ListedGrant {
  id: string;
  clientId: string;
  scopes: string[];
  resources: string[];
  createdAt: Date;
  /** When tokens were issued last; when it was made, before the first. */
  lastUsedAt: Date;
  /** When it ends at the latest. */
  expiresAt: Date;
  /** Whether a device was connected by it. */
  device: boolean;
}

/** Where a page ended. */
export type PageEnd = Pick<ListedGrant, 'createdAt' | 'id'>;

interface Row {
  id: string;
  client_id: string;
  scopes: string[];
  resources: string[];
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  device: boolean;
}

/**
 * The live grants of a user, newest first: up to `limit` of those after the end of a page. One whose refresh
 * token was not used in time lives no longer, nor does one whose code was never redeemed.
 */
export async function listGrants(
  pool: Pool,
  subject: string,
  { after, limit, now }: { after?: PageEnd; limit: number; now: Date },
): Promise<ListedGrant[]> {
  // Refresh tokens end no later than their grant does.
  const { rows } = await pool.query<Row>(
    `SELECT id, client_id, scopes, resources, created_at, expires_at, device,
       greatest(created_at, code_redeemed_at, rotated_at) AS last_used_at
     FROM grants
     WHERE subject = $1 AND revoked_at IS NULL AND coalesce(refresh_token_expires_at, expires_at) > $2
       AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
     ORDER BY created_at DESC, id DESC LIMIT $5`,
    [subject, now, after?.createdAt ?? null, after?.id ?? null, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    clientId: row.client_id,
    scopes: row.scopes,
    resources: row.resources,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    device: row.device,
  }));
}
