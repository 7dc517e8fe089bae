import { randomUUID } from 'node:crypto';
import { createLogger, createMetrics } from '@latchkey/service-kit';
import { createPool } from '@latchkey/storage';
import type { Pool } from 'pg';
import { createEmailLinkRepository } from '../email-link/email-links';
import { schema } from '../migrations';
import { eventually } from '../testing/eventually';
import { startSmtpCatcher, textOf, type SmtpCatcher } from '../testing/smtp-catcher';
import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { createUserRepository } from '../user/user-repository';
import { createNotices } from './notices';
import { createOutbox, mostAttempts } from './outbox';
import { startMail, type RunningMail } from './start-mail';
import { parseSmtpUrl } from './smtp-server';

const ada = {
  subject: randomUUID(),
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  passwordHash: '$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$aGFzaA',
};
const hourSeconds = 60 * 60;

describe('mails', () => {
  let database: TestSchema;
  let catcher: SmtpCatcher;
  let time: Date;
  let log: string;
  let running: RunningMail[];
  let pools: Pool[];

  beforeEach(async () => {
    database = await startTestSchema();
    catcher = await startSmtpCatcher();
    [time, log, running, pools] = [new Date('2030-01-01T00:00:00Z'), '', [], []];
    await createUserRepository(database.pool).create(ada, time);
  });

  afterEach(async () => {
    for (const mail of running) await mail.close();
    for (const pool of pools) await pool.end();
    await catcher.close();
    await database.close();
  });

  const start = async (port = catcher.port) => {
    const server = parseSmtpUrl(`smtp://127.0.0.1:${port}`);
    if (!server) throw new Error('no such server');
    const { connectionString } = database;
    const pool = createPool({ connectionString, schema, applicationName: 'replica', onError: () => {} });
    pools.push(pool);
    const metrics = createMetrics('directory');
    const mail = await startMail({
      pool,
      connectionString,
      smtp: { server, from: 'accounts@example.com' },
      brand: { brandName: 'Latchkey', publicUrl: 'https://auth.example.com' },
      signUpOpen: true,
      clock: () => time,
      logger: createLogger({
        service: 'directory',
        level: 'debug',
        destination: { write: (line) => (log += line) },
      }),
      metrics,
    });
    running.push(mail);
    return { ...mail, metrics };
  };
  const advance = (seconds: number) => (time = new Date(time.getTime() + seconds * 1000));
  /** Whoever inserts anything wakes the senders. */
  const wake = () => database.pool.query(`SELECT pg_notify('directory_outbox', '')`);
  const ask = (recipient: string, kind: 'sign_up' | 'reset_password' = 'sign_up', continuation = '') =>
    createOutbox(database.pool).addLink({ kind, recipient, subject: null, language: 'en', continuation });
  const waiting = async () => {
    const { rows } = await database.pool.query<{ attempts: number; next_attempt_at: Date }>(
      `SELECT attempts, next_attempt_at FROM outbox`,
    );
    return rows;
  };
  const tokenOf = (place: number) => {
    const mail = catcher.mails[place];
    return mail && /token=([A-Za-z0-9_-]{43})/.exec(textOf(mail))?.[1];
  };

  it('go out as soon as the transaction is committed that they belong to, and not before', async () => {
    await start();
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await createNotices(client).add({ subject: ada.subject, kind: 'passkey_added', language: 'de' });
    await wake();
    expect(catcher.mails).toEqual([]);
    const begin = performance.now();
    await client.query('COMMIT');
    client.release();
    await eventually(() => catcher.mails.length === 1);
    expect(performance.now() - begin).toBeLessThan(2_000);
    expect(catcher.mails[0]?.to).toEqual([ada.email]);
    expect(textOf(catcher.mails[0] ?? { source: '' })).toMatch(/^Guten Tag Ada Lovelace,/);
    await eventually(async () => (await waiting()).length === 0);
  });

  it('are not there when what they tell of is rolled back', async () => {
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await createNotices(client).add({ subject: ada.subject, kind: 'passkey_added', language: 'en' });
    await client.query('ROLLBACK');
    client.release();
    expect(await waiting()).toEqual([]);
  });

  it('go to nobody about a user that does not exist, and in English when the language is none of ours', async () => {
    const notices = createNotices(database.pool);
    await notices.add({ subject: randomUUID(), kind: 'passkey_added', language: 'en' });
    expect(await waiting()).toEqual([]);
    await notices.add({ subject: ada.subject, kind: 'passkey_added', language: 'tlh' });
    const { rows } = await database.pool.query(`SELECT language, recipient FROM outbox`);
    expect(rows).toEqual([{ language: 'en', recipient: ada.email }]);
  });

  it('that waited while no sender ran go out when one starts', async () => {
    // As after a crash between the commit and the sending.
    await ask('new@example.com');
    await start();
    await eventually(() => catcher.mails.length === 1);
  });

  it('go out once each, however many replicas send', async () => {
    await Promise.all([start(), start(), start()]);
    const addresses = Array.from({ length: 60 }, (_, n) => `person${n}@example.com`);
    await Promise.all(addresses.map((address) => ask(address)));
    await eventually(() => catcher.mails.length >= 60);
    await eventually(async () => (await waiting()).length === 0);
    expect(catcher.mails.map(({ to }) => to[0]).sort()).toEqual(addresses.sort());
  });

  it('whose sender dies are sent by another, with a link that works', async () => {
    await ask('new@example.com');
    // Claimed by a replica that was never heard of again.
    expect(await createOutbox(database.pool).claim(time, 10)).toMatchObject([{ attempts: 1 }]);
    await start();
    await wake();
    advance(59);
    await wake();
    expect(catcher.mails).toEqual([]);
    advance(1);
    await wake();
    await eventually(() => catcher.mails.length === 1);
  });

  it('survive an outage of the server, are tried ever less often, and get a new token each time', async () => {
    const { port } = catcher;
    await catcher.close();
    await start(port);
    await ask('new@example.com');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 9; attempt += 1) {
      await eventually(async () => (await waiting())[0]?.attempts === attempt);
      await eventually(() => log.split('mail not sent').length - 1 === attempt);
      const [mail] = await waiting();
      const pause = ((mail?.next_attempt_at.getTime() ?? 0) - time.getTime()) / 1000;
      pauses.push(pause);
      advance(pause);
      await wake();
    }
    expect(pauses).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600]);
    await eventually(() => log.split('mail not sent').length - 1 === 10);
    catcher = await startSmtpCatcher({}, port);
    advance(hourSeconds);
    await wake();
    await eventually(() => catcher.mails.length === 1);
    const { rows } = await database.pool.query(`SELECT token_hash FROM email_links`);
    expect(rows).toHaveLength(11);
    expect(await waiting()).toEqual([]);
  });

  it('are given up after a day, with a line for the operator that names nobody', async () => {
    const { port } = catcher;
    await catcher.close();
    await ask('new@example.com');
    await database.pool.query(`UPDATE outbox SET attempts = $1`, [mostAttempts - 2]);
    const { metrics } = await start(port);
    await eventually(() => log.includes('mail not sent'));
    advance(hourSeconds);
    await wake();
    await eventually(() => log.includes('mail given up'));
    await eventually(async () => (await waiting()).length === 0);
    expect(log).not.toContain('example.com');
    expect(await metrics.metrics()).toMatch(/mails_total\{[^}]*outcome="given_up"[^}]*\} 1/);
    const longest = [60, 120, 240, 480, 960, 1_920, ...Array<number>(mostAttempts - 6).fill(3_600)];
    expect(longest.reduce((sum, pause) => sum + pause) / hourSeconds).toBeCloseTo(25, 0);
  });

  it('to an address that the server refuses are given up at once, and hold up no others', async () => {
    await catcher.close();
    catcher = await startSmtpCatcher({
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith('no')
            ? Object.assign(new Error(`no <${address}>`), { responseCode: 550 })
            : undefined,
        ),
    });
    await start();
    await ask('nobody@example.com');
    await ask('new@example.com');
    await eventually(async () => (await waiting()).length === 0);
    expect(catcher.mails.map(({ to }) => to[0])).toEqual(['new@example.com']);
    expect(log).toContain('mail given up');
    expect(log).not.toContain('nobody');
  });

  it('wait for the next time when the server is away, and are not all tried against it', async () => {
    const { port } = catcher;
    await catcher.close();
    await Promise.all(Array.from({ length: 40 }, (_, n) => ask(`person${n}@example.com`)));
    await start(port);
    await eventually(async () => (await waiting()).filter(({ attempts }) => attempts > 0).length >= 10);
    await eventually(() => log.split('mail not sent').length - 1 >= 10);
    // Those that the start and the listener's connection woke it for.
    expect((await waiting()).filter(({ attempts }) => attempts === 0).length).toBeGreaterThanOrEqual(20);
  });

  it('are bounded in number: then nobody is promised one', async () => {
    await database.pool.query(
      `INSERT INTO outbox (kind, recipient, language)
       SELECT 'sign_up', n || '@example.com', 'en' FROM generate_series(1, 9999) AS n`,
    );
    expect(await ask('last@example.com')).toBe(true);
    expect(await ask('more@example.com')).toBe(false);
    // What happened to an account is told all the same.
    await createNotices(database.pool).add({
      subject: ada.subject,
      kind: 'password_changed',
      language: 'en',
    });
    const { rows } = await database.pool.query(`SELECT FROM outbox`);
    expect(rows).toHaveLength(10_001);
  });

  it('leave no secret of a link behind: not in a table, not in a log', async () => {
    await start();
    await ask('new@example.com', 'sign_up', 'request_uri=urn%3Ax');
    await ask(ada.email, 'reset_password');
    await eventually(() => catcher.mails.length === 2);
    await eventually(async () => (await waiting()).length === 0);
    const tokens = [tokenOf(0), tokenOf(1)];
    for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const { rows: tables } = await database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(15);
    let contents = log;
    for (const { name } of tables) {
      const { rows } = await database.pool.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      contents += rows.map(({ row }) => row).join('\n');
    }
    // It looks at the right things.
    expect(contents).toContain(ada.email);
    for (const token of tokens) {
      expect(contents).not.toContain(token);
      expect(contents).not.toContain(Buffer.from(token ?? '', 'base64url').toString('hex'));
    }
  });

  it('carry links that end after an hour from the sending, and what the user was about to do', async () => {
    await start();
    await ask('new@example.com', 'sign_up', 'request_uri=urn%3Ax&ui_locales=de');
    await eventually(async () => (await waiting()).length === 0);
    expect(textOf(catcher.mails[0] ?? { source: '' })).toMatch(
      /https:\/\/auth\.example\.com\/email\/sign-up\?token=[\w-]{43}&request_uri=urn%3Ax&ui_locales=de\r\n/,
    );
    const { rows } = await database.pool.query<{ expires_at: Date }>(`SELECT expires_at FROM email_links`);
    expect(rows[0]?.expires_at).toEqual(new Date(time.getTime() + hourSeconds * 1000));
    const links = createEmailLinkRepository(database.pool);
    expect(await links.deleteExpired(time, 10)).toBe(0);
    advance(hourSeconds);
    expect(await links.deleteExpired(time, 10)).toBe(1);
  });

  it('carry no text of users to an address without an account', async () => {
    await start();
    const name = 'http://evil.example';
    await database.pool.query(`UPDATE users SET name = $1`, [name]);
    await ask('new@example.com');
    await createOutbox(database.pool).addLink({
      kind: 'change_email',
      recipient: 'other@example.com',
      subject: ada.subject,
      language: 'en',
      continuation: '',
    });
    await ask('third@example.com', 'reset_password');
    await ask(ada.email, 'reset_password');
    await eventually(async () => (await waiting()).length === 0);
    expect(catcher.mails).toHaveLength(4);
    for (const mail of catcher.mails) expect(mail.source).not.toMatch(/http:|evil|Ada/);
  });

  it('that are under way when the process stops are finished', async () => {
    await catcher.close();
    let finish = () => {};
    const mails: string[] = [];
    catcher = await startSmtpCatcher({
      onRcptTo({ address }, _session, done) {
        mails.push(address);
        finish = () => done();
      },
    });
    const mail = await start();
    await ask('new@example.com');
    await eventually(() => mails.length === 1);
    const closing = mail.close();
    finish();
    await closing;
    expect(await waiting()).toEqual([]);
    await ask('later@example.com');
    expect(await waiting()).toHaveLength(1);
  });
});
