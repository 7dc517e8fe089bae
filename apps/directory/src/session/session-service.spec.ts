import { createHash, randomUUID } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { hash } from '@node-rs/argon2';
import { AuditService, AuthenticationService, ConsentService, SessionService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { createClientRepository } from '../client/client-repository';
import { eventually } from '../testing/eventually';
import { web } from '../testing/registrations';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const [minute, hour] = [60, 60 * 60];

describe('SessionService', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof SessionService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', SessionService);
    const passwordHash = await directory.passwords.hash('x');
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash });
  });

  afterEach(() => directory.close());

  const credentials = { email: ada.email, password: 'x' };
  const create = async (browser: Parameters<typeof signIn>[2] = {}) =>
    (await signIn(directory, credentials, browser)).sessionToken;
  const authenticate = async () => {
    const service = await directory.as('authorization-frontend', AuthenticationService);
    const { authentication } = await service.authenticateWithPassword(credentials);
    return authentication?.authenticationToken ?? '';
  };
  const get = async (sessionToken: string) => (await frontend.getSession({ sessionToken })).session;
  const notFound = { status: 'NOT_FOUND' };
  const stored = async () => {
    const { rows } = await directory.pool.query<{
      token_hash: Buffer;
      last_seen: Date;
      remote_address: string;
      user_agent: string;
      region: string;
    }>(`SELECT token_hash, last_seen, remote_address, user_agent, region FROM sessions`);
    return rows;
  };

  it('creates a session that says who signed in, when, and until when at the latest', async () => {
    const signedInAt = directory.now();
    const sessionToken = await create();
    directory.advance(hour);
    const session = await get(sessionToken);
    expect(session?.user).toMatchObject(ada);
    expect(session?.authTime && timestampDate(session.authTime)).toEqual(signedInAt);
    expect(session?.expireTime && timestampDate(session.expireTime)).toEqual(
      new Date(signedInAt.getTime() + 12 * hour * 1000),
    );
  });

  it('keeps the hash of a token of 256 random bits, never the token', async () => {
    const tokens = [await create(), await create()];
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'));
    expect((await stored()).map(({ token_hash }) => token_hash.toString('hex')).sort()).toEqual(
      hashes.sort(),
    );
  });

  it('notes where a session is, as far as it fits and can be shown', async () => {
    await create({
      remoteAddress: 'x'.repeat(1_000),
      userAgent: `\u0000A\n${'🔑'.repeat(600)}`,
      region: `\u0007${'y'.repeat(100)}`,
    });
    const [session] = await stored();
    expect(session?.region).toBe('y'.repeat(64));
    expect(session?.remote_address).toBe('x'.repeat(64));
    expect(session?.user_agent).toBe(`A${'🔑'.repeat(510)}`);
  });

  it('says what the user has shown, and what that amounts to', async () => {
    expect(await get(await create())).toMatchObject({
      amr: ['pwd'],
      acr: 'https://refeds.org/profile/sfa',
    });
  });

  it('makes one session of an authentication, however many ask at once', async () => {
    const authenticationToken = await authenticate();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => frontend.createSession({ authenticationToken })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(notFound);
    }
    expect(await stored()).toHaveLength(1);
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
  });

  it.each([
    ['an unknown authentication', 'A'.repeat(43)],
    ['none', ''],
    ['text that is none', "ada'\u0000"],
    ['a subject', ada.subject],
  ])('creates no session for %s', async (_, authenticationToken) => {
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
    expect(await stored()).toEqual([]);
  });

  it('creates no session of an authentication that has ended', async () => {
    const authenticationToken = await authenticate();
    directory.advance(10 * minute);
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
  });

  it('creates no session with a password that was changed since it was shown', async () => {
    const authenticationToken = await authenticate();
    directory.advance(1);
    await directory.pool.query(`UPDATE users SET password_changed_at = $1`, [directory.now()]);
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
    await expect(create()).resolves.toBeDefined();
  });

  it('creates no session with a password that was changed while it was checked', async () => {
    const slow = await hash(credentials.password, { memoryCost: 65_536, timeCost: 6, parallelism: 1 });
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash: slow });
    const authenticating = authenticate();
    await eventually(async () => {
      const { rowCount } = await directory.pool.query(`SELECT key FROM quotas`);
      return rowCount !== 0;
    });
    directory.advance(1);
    await directory.pool.query(`UPDATE users SET password_changed_at = $1`, [directory.now()]);
    const authenticationToken = await authenticating;
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
  });

  it('waits for a change of the password that is under way', async () => {
    const authenticationToken = await authenticate();
    directory.advance(1);
    const change = await directory.pool.connect();
    await change.query('BEGIN');
    await change.query(`UPDATE users SET password_changed_at = $1`, [directory.now()]);
    const creating = frontend.createSession({ authenticationToken }).catch((error: unknown) => error);
    await eventually(async () => {
      const { rowCount } = await directory.pool.query(`SELECT pid FROM pg_locks WHERE NOT granted`);
      return rowCount !== 0;
    });
    await change.query('COMMIT');
    change.release();
    expect(await creating).toMatchObject(notFound);
  });

  it('creates no session of a user who was removed', async () => {
    const authenticationToken = await authenticate();
    await directory.pool.query(`DELETE FROM users`);
    await expect(frontend.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
  });

  it('notes in the audit log who signed in, from where and how', async () => {
    const { session } = await signIn(directory, credentials);
    const cli = await directory.as('cli', AuditService);
    const { auditEvents } = await cli.listAuditEvents({ type: 'user.', pageSize: 200 });
    expect(auditEvents).toMatchObject([
      {
        type: 'user.signed_in',
        subject: ada.subject,
        remoteAddress: '203.0.113.7',
        details: { session_id: session?.sessionId, acr: 'https://refeds.org/profile/sfa', amr: 'pwd' },
      },
    ]);
  });

  it.each([
    ['an unknown token', 'A'.repeat(43)],
    ['no token', ''],
    ['a token with something behind it', `${'A'.repeat(43)}=`],
    ['a very long token', 'A'.repeat(100_000)],
  ])('finds nothing for %s', async (_, sessionToken) => {
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
  });

  describe('asked for a consent along with the session', () => {
    const resource = 'https://api.example.com/';
    const ask = (sessionToken: string, consentClientId: string) =>
      frontend.getSession({ sessionToken, consentClientId });
    const allow = async (subject: string, clientId: string, ...scopes: string[]) => {
      await createClientRepository(directory.pool).upsert({ ...web, clientId });
      const consents = await directory.as('authorization-frontend', ConsentService);
      await consents.recordConsent({ subject, clientId, allowed: [{ resource, scopes }] });
    };

    it('tells what the user of the session has allowed that client, and nobody else', async () => {
      const eve = { subject: randomUUID(), email: 'eve@example.com', name: 'Eve' };
      const passwordHash = await directory.passwords.hash('x');
      await createUserRepository(directory.pool).upsert({ ...eve, passwordHash });
      await allow(ada.subject, 'web', 'flex:read', 'flex:control');
      await allow(ada.subject, 'other', 'flex:share');
      await allow(eve.subject, 'web', 'flex:delete');
      const { session, consent } = await ask(await create(), 'web');
      expect(session?.user).toMatchObject(ada);
      expect(consent?.allowed).toMatchObject([{ resource, scopes: ['flex:control', 'flex:read'] }]);
    });

    it('tells nothing once it is withdrawn', async () => {
      const sessionToken = await create();
      await allow(ada.subject, 'web', 'flex:read');
      const consents = await directory.as('authorization-frontend', ConsentService);
      await consents.deleteConsent({ subject: ada.subject, clientId: 'web' });
      expect((await ask(sessionToken, 'web')).consent?.allowed).toEqual([]);
    });

    it.each(['nobody', 'no client\u0000', 'x'.repeat(300)])(
      'tells nothing of the client %j',
      async (clientId) => {
        expect((await ask(await create(), clientId)).consent?.allowed).toEqual([]);
      },
    );

    it('leaves it out when no client is named', async () => {
      expect((await ask(await create(), '')).consent).toBeUndefined();
    });

    it('tells nothing without a session', async () => {
      const sessionToken = await create();
      await allow(ada.subject, 'web', 'flex:read');
      directory.advance(2 * hour);
      await expect(ask(sessionToken, 'web')).rejects.toMatchObject(notFound);
      await expect(ask('A'.repeat(43), 'web')).rejects.toMatchObject(notFound);
    });

    it('notes at most once a minute that the session is in use', async () => {
      const sessionToken = await create();
      const [created] = await stored();
      directory.advance(59);
      await ask(sessionToken, 'web');
      expect(await stored()).toEqual([created]);
      directory.advance(1);
      const { session } = await ask(sessionToken, 'web');
      expect(session?.lastUseTime && timestampDate(session.lastUseTime)).toEqual(directory.now());
      expect((await stored())[0]?.last_seen).toEqual(directory.now());
    });
  });

  it('ends a session that is not used for 2 hours', async () => {
    const [used, unused] = [await create(), await create()];
    directory.advance(2 * hour - 1);
    await expect(get(used)).resolves.toBeDefined();
    directory.advance(1);
    await expect(get(unused)).rejects.toMatchObject(notFound);
    await expect(get(used)).resolves.toBeDefined();
  });

  it('ends a session after 12 hours, however busy it is', async () => {
    const sessionToken = await create();
    for (let hours = 1; hours < 12; hours += 1) {
      directory.advance(hour);
      await get(sessionToken);
    }
    directory.advance(hour - 1);
    await expect(get(sessionToken)).resolves.toBeDefined();
    directory.advance(1);
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
  });

  it('does not wake an ended session by asking for it', async () => {
    const sessionToken = await create();
    directory.advance(2 * hour);
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
  });

  it('notes at most once a minute that a session is in use', async () => {
    const sessionToken = await create();
    const [created] = await stored();
    directory.advance(59);
    await get(sessionToken);
    expect(await stored()).toEqual([created]);
    directory.advance(1);
    await Promise.all(Array.from({ length: 10 }, () => get(sessionToken)));
    expect((await stored())[0]?.last_seen).toEqual(directory.now());
  });

  it('writes a session once when many ask for it at once', async () => {
    const sessionToken = await create();
    await directory.pool.query(`CREATE TABLE writes (seen timestamptz)`);
    await directory.pool.query(
      `CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql
       AS 'BEGIN INSERT INTO writes VALUES (new.last_seen); RETURN new; END'`,
    );
    await directory.pool.query(
      `CREATE TRIGGER noted AFTER UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION note_write()`,
    );
    directory.advance(60);
    await Promise.all(Array.from({ length: 20 }, () => get(sessionToken)));
    const { rowCount } = await directory.pool.query(`SELECT seen FROM writes`);
    expect(rowCount).toBe(1);
  });

  it('ends a session on request, and does not mind being asked again', async () => {
    const [ended, other] = [await create(), await create()];
    await frontend.deleteSession({ sessionToken: ended });
    await expect(get(ended)).rejects.toMatchObject(notFound);
    await expect(frontend.deleteSession({ sessionToken: ended })).resolves.toBeDefined();
    await expect(frontend.deleteSession({ sessionToken: 'no token' })).resolves.toBeDefined();
    await expect(get(other)).resolves.toBeDefined();
  });

  it('ends the sessions of a user who is removed', async () => {
    const sessionToken = await create();
    await directory.pool.query(`DELETE FROM users`);
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
  });

  it('logs no session token', async () => {
    const sessionToken = await create();
    await get(sessionToken);
    await frontend.deleteSession({ sessionToken });
    await expect(get(sessionToken)).rejects.toMatchObject(notFound);
    expect(directory.logged()).toContain('NOT_FOUND');
    expect(directory.logged()).not.toContain(sessionToken);
  });

  it('serves the front end alone', async () => {
    const [sessionToken, authenticationToken] = [await create(), await authenticate()];
    for (const caller of ['resource-gateway', 'token-issuer', 'demo-api']) {
      const other = await directory.as(caller, SessionService);
      const denied = { status: 'PERMISSION_DENIED' };
      await expect(other.createSession({ authenticationToken })).rejects.toMatchObject(denied);
      await expect(other.getSession({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.listSessions({ subject: ada.subject })).rejects.toMatchObject(denied);
      await expect(other.endSessions({ subject: ada.subject })).rejects.toMatchObject(denied);
      await expect(other.deleteSession({ sessionToken })).rejects.toMatchObject(denied);
    }
    await expect(get(sessionToken)).resolves.toBeDefined();
  });
});
