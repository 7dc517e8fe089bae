import type { Pool, QueryResultRow } from 'pg';

/** Rows of a kind, at most; of sessions a user sees as many in the account. */
const mostRows = 1_000;
const mostSessions = 100;
/** Below what a message may hold (4 MiB). */
const mostCharacters = 3_000_000;

const statements = {
  account: `
    SELECT subject, email, name, created_at, password_changed_at FROM users WHERE subject = $1 LIMIT $2`,
  passkeys: `
    SELECT name, synced, transports, created_at, last_used_at FROM passkeys
    WHERE subject = $1 ORDER BY created_at LIMIT $2`,
  authenticator_applications: `SELECT created_at FROM totp WHERE subject = $1 LIMIT $2`,
  recovery_codes: `SELECT count(*)::integer AS "left" FROM recovery_codes WHERE subject = $1 LIMIT $2`,
  sessions: `
    SELECT session_id, auth_time, last_seen, expires_at, amr, remote_address, user_agent, region FROM sessions
    WHERE subject = $1 ORDER BY last_seen DESC LIMIT $2`,
  known_networks: `
    SELECT last_sign_in FROM known_networks WHERE subject = $1 ORDER BY last_sign_in DESC LIMIT $2`,
  links: `
    SELECT purpose, email, expires_at FROM email_links WHERE subject = $1 ORDER BY expires_at DESC LIMIT $2`,
  consents: `
    SELECT client_id, client_name, consents.created_at, updated_at,
      (
        SELECT coalesce(json_agg(json_build_object('resource', resource, 'scopes', given.scopes)), '[]')
        FROM consented_resources AS given
        WHERE given.subject = consents.subject AND given.client_id = consents.client_id
      ) AS allowed
    FROM consents JOIN clients USING (client_id)
    WHERE subject = $1 ORDER BY client_name, client_id LIMIT $2`,
  audit_events: `
    SELECT event_time, type, client_id, remote_address, details FROM audit_events
    WHERE subject = $1 ORDER BY event_time DESC, event_id DESC LIMIT $2`,
};

/**
 * Returns what the directory knows about a user, as JSON: everything but secrets and their hashes. Of events the
 * latest, as many as fit.
 */
export async function exportUser(pool: Pool, subject: string): Promise<string> {
  const read = async (name: keyof typeof statements, most = mostRows): Promise<QueryResultRow[]> =>
    (await pool.query<QueryResultRow>(statements[name], [subject, most])).rows;
  const [account] = await read('account', 1);
  const [recoveryCodes] = await read('recovery_codes', 1);
  const known = {
    account,
    credentials: {
      passkeys: await read('passkeys'),
      authenticator_applications: await read('authenticator_applications'),
      recovery_codes: recoveryCodes,
    },
    sessions: await read('sessions', mostSessions),
    known_networks: await read('known_networks'),
    links: await read('links'),
    consents: await read('consents'),
  };
  const room = mostCharacters - JSON.stringify(known).length;
  return JSON.stringify({ ...known, audit_events: fit(await read('audit_events'), room) });
}

/** The first of the rows, as many as there is room for. */
function fit(rows: QueryResultRow[], room: number): QueryResultRow[] {
  let length = 0;
  return rows.filter((row) => (length += JSON.stringify(row).length + 1) <= room);
}
