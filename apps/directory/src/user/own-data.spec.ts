import { randomBytes, randomUUID } from 'node:crypto';
import { ConsentService, EmailLinkPurpose } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { createClientRepository } from '../client/client-repository';
import { web } from '../testing/registrations';
import { ada, startTestAccounts, statusOf, type TestAccounts } from '../testing/test-accounts';

const mebibyte = 1024 * 1024;

describe('the data of a user', () => {
  let accounts: TestAccounts;
  let sessionToken: string;
  beforeEach(async () => {
    accounts = await startTestAccounts({ development });
    ({ sessionToken } = await accounts.signIn(ada.email));
  });
  afterEach(() => accounts.close());

  const query = (text: string, values: unknown[] = []) => accounts.directory.pool.query(text, values);
  const addCredentials = async () => {
    await query(
      `INSERT INTO passkeys (subject, credential_id, public_key, sign_count, transports, synced, name, created_at)
       VALUES ($1, $2, $3, 0, '{usb}', false, 'Blue key', $4)`,
      [ada.subject, randomBytes(32), randomBytes(64), accounts.directory.now()],
    );
    await query(`INSERT INTO recovery_codes (subject, sha256) VALUES ($1, $2)`, [
      ada.subject,
      randomBytes(32),
    ]);
    await createClientRepository(accounts.directory.pool).upsert(web);
    const consents = await accounts.directory.as('authorization-frontend', ConsentService);
    await consents.recordConsent({
      subject: ada.subject,
      clientId: web.clientId,
      allowed: [{ resource: 'https://api.example.com/', scopes: ['flex:read'] }],
    });
  };

  it('can be had as JSON, with what happened and without secrets', async () => {
    await addCredentials();
    await accounts.linkFor(EmailLinkPurpose.RESET_PASSWORD, ada.email);
    const { userJson } = await accounts.users.exportUser({ sessionToken });
    expect(JSON.parse(userJson)).toMatchObject({
      account: {
        subject: ada.subject,
        email: ada.email,
        name: ada.name,
        created_at: '2030-01-01T00:00:00.000Z',
      },
      credentials: {
        passkeys: [{ name: 'Blue key', synced: false, last_used_at: null }],
        authenticator_applications: [],
        recovery_codes: { left: 1 },
      },
      sessions: [{ remote_address: '203.0.113.7', user_agent: 'Test', amr: ['pwd'] }],
      links: [{ purpose: 'reset_password', email: ada.email }],
      consents: [
        {
          client_id: web.clientId,
          client_name: web.clientName,
          allowed: [{ resource: 'https://api.example.com/', scopes: ['flex:read'] }],
        },
      ],
    });
    const { audit_events: events } = JSON.parse(userJson) as { audit_events: { type: string }[] };
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['user.signed_in', 'consent.recorded']),
    );
    expect(userJson).not.toMatch(/hash|argon2|public_key|credential_id|sha256|secret/);
  });

  it('is that user’s alone', async () => {
    await accounts.addUser({ subject: randomUUID(), email: 'bob@example.com', name: 'Bob' });
    const bob = await accounts.signIn('bob@example.com');
    const { userJson } = await accounts.users.exportUser({ sessionToken: bob.sessionToken });
    expect(userJson).not.toMatch(/ada/i);
    expect(await statusOf(accounts.users.exportUser({ sessionToken: '' }))).toBe('UNAUTHENTICATED');
  });

  it('has the latest thousand events, or as many as fit into a message', async () => {
    const add = (count: number, bytes: number, after: number) =>
      query(
        `INSERT INTO audit_events (event_id, event_time, type, recorder, subject, client_id, grant_id,
           remote_address, request_id, details)
         SELECT gen_random_uuid(), $2::timestamptz + n * interval '1 s', 'grant.used', 'token-issuer', $1, '', '', '',
           '', jsonb_build_object('n', n, 'text', repeat('x', $4::integer))
         FROM generate_series(1, $3::integer) AS n`,
        [ada.subject, new Date(accounts.directory.now().getTime() + after * 1000), count, bytes],
      );
    const read = async () => {
      const { userJson } = await accounts.users.exportUser({ sessionToken });
      const { audit_events: events } = JSON.parse(userJson) as { audit_events: { details: { n: number } }[] };
      return { events, length: userJson.length };
    };
    await add(1_200, 10, 0);
    const { events } = await read();
    expect(events).toHaveLength(1_000);
    expect(events[0]?.details.n).toBe(1_200);
    await add(200, 60_000, 10_000);
    const large = await read();
    expect(large.length).toBeLessThan(3 * mebibyte);
    expect(large.events.length).toBeGreaterThan(40);
  });

  it('goes with the account, save the audit log, and the user is told', async () => {
    const other = await accounts.signIn(ada.email);
    await addCredentials();
    await accounts.linkFor(EmailLinkPurpose.RESET_PASSWORD, ada.email);
    await accounts.users.deleteUser({ sessionToken, language: 'nl' });
    for (const token of [sessionToken, other.sessionToken]) {
      expect(await statusOf(accounts.sessions.getSession({ sessionToken: token }))).toBe('NOT_FOUND');
    }
    expect(await statusOf(accounts.signIn(ada.email))).toBe('UNAUTHENTICATED');
    for (const table of [
      'users',
      'sessions',
      'passkeys',
      'recovery_codes',
      'consents',
      'email_links',
      'known_networks',
    ]) {
      expect((await query(`SELECT FROM ${table}`)).rowCount).toBe(0);
    }
    const [notice] = await accounts.mailbox.to(ada.email);
    expect(notice?.subjectLine).toBe('Uw account is verwijderd');
    expect(notice?.text).toMatch(/^Hallo,\n/);
    expect(await accounts.events()).toEqual(expect.arrayContaining(['user.deleted', 'user.signed_in']));
  });

  it('is deleted for somebody who signed in lately, and for nobody else', async () => {
    accounts.directory.advance(601);
    expect(await statusOf(accounts.users.deleteUser({ sessionToken }))).toBe('FAILED_PRECONDITION');
    expect(await statusOf(accounts.users.deleteUser({ sessionToken: 'x' }))).toBe('UNAUTHENTICATED');
    expect((await query(`SELECT FROM users`)).rowCount).toBe(1);
    expect(await accounts.mailbox.to(ada.email)).toEqual([]);
  });

  it('leaves the address free for whoever comes next', async () => {
    await accounts.users.deleteUser({ sessionToken });
    const linkToken = await accounts.linkFor(EmailLinkPurpose.SIGN_UP, ada.email);
    const { outcome } = await accounts.users.completeSignUp({
      linkToken,
      name: 'Another Ada',
      password: 'nanoseconds of wire',
    });
    expect(outcome.case).toBe('authentication');
    if (outcome.case === 'authentication') expect(outcome.value.subject).not.toBe(ada.subject);
  });
});
