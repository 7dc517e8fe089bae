/** What a user allowed a client, and how far the client has got with it. */
export interface GrantRecord {
  id: string;
  clientId: string;
  subject: string;
  scopes: string[];
  resources: string[];
  authTime: Date;
  /** Authentication context class of the sign-in; null when it is not known. */
  acr: string | null;
  expiresAt: Date;
  revokedAt: Date | null;
  tokenFamilyKey: Buffer;
  /** Thumbprint of the key that the code, then the refresh token, is bound to (RFC 9449); null when to none. */
  dpopJkt: string | null;
  code: {
    hash: Buffer;
    expiresAt: Date;
    redeemedAt: Date | null;
    challenge: string;
    redirectUri: string;
  } | null;
  refreshToken: { hash: Buffer; expiresAt: Date } | null;
  /** The token that was redeemed last, and the answer that it got; read only for whoever presents that token. */
  previous: { hash: Buffer; rotatedAt: Date; sealedAnswer: Buffer } | null;
}

/** What the database returns of a grant; constraints of the table say which columns come together. */
export interface GrantRow {
  id: string;
  client_id: string;
  subject: string;
  scopes: string[];
  resources: string[];
  auth_time: Date;
  acr: string | null;
  expires_at: Date;
  revoked_at: Date | null;
  token_family_key: Buffer;
  dpop_jkt: string | null;
  code_hash: Buffer | null;
  code_expires_at: Date;
  code_redeemed_at: Date | null;
  code_challenge: string;
  redirect_uri: string;
  refresh_token_hash: Buffer | null;
  refresh_token_expires_at: Date;
  previous_token_hash: Buffer | null;
  rotated_at: Date;
  /** Null as well when it is another token's. */
  sealed_answer: Buffer | null;
}

/**
 * The columns of {@link GrantRow}, by name; $2 is the hash of the token that was presented. The sealed answer is
 * longer than all the rest, and hardly anybody wants it: it is read for the token that earned it alone.
 */
export const grantColumns = `id, client_id, subject, scopes, resources, auth_time, acr, expires_at, revoked_at, token_family_key,
  dpop_jkt, code_hash, code_expires_at, code_redeemed_at, code_challenge, redirect_uri,
  refresh_token_hash, refresh_token_expires_at, previous_token_hash, rotated_at,
  CASE WHEN previous_token_hash = $2 THEN sealed_answer END AS sealed_answer`;

/** Turns a row into a record. */
export function grantFromRow(row: GrantRow): GrantRecord {
  return {
    id: row.id,
    clientId: row.client_id,
    subject: row.subject,
    scopes: row.scopes,
    resources: row.resources,
    authTime: row.auth_time,
    acr: row.acr,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    tokenFamilyKey: row.token_family_key,
    dpopJkt: row.dpop_jkt,
    code: row.code_hash && {
      hash: row.code_hash,
      expiresAt: row.code_expires_at,
      redeemedAt: row.code_redeemed_at,
      challenge: row.code_challenge,
      redirectUri: row.redirect_uri,
    },
    refreshToken: row.refresh_token_hash && {
      hash: row.refresh_token_hash,
      expiresAt: row.refresh_token_expires_at,
    },
    previous:
      row.previous_token_hash && row.sealed_answer
        ? { hash: row.previous_token_hash, rotatedAt: row.rotated_at, sealedAnswer: row.sealed_answer }
        : null,
  };
}
