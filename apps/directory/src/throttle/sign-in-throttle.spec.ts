import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { AuditService, AuthenticationService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { OAuthError } from '@latchkey/oauth';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { eventually } from '../testing/eventually';
import { startTestDirectory, type TestDirectory, type TestDirectoryOptions } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const bob = { subject: randomUUID(), email: 'bob@example.com', name: 'Bob' };
const password = 'correct horse battery staple';
const [home, elsewhere] = ['198.51.100.1', '198.51.100.2'];
const strange = (n: number) => `203.0.113.${n}`;
const [minute, hour, day] = [60, 60 * 60, 24 * 60 * 60];

describe('failed sign-ins', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof AuthenticationService>;

  const start = async (options: Partial<TestDirectoryOptions> = {}) => {
    directory = await startTestDirectory({
      development,
      signInLimits: { perAddress: 15, perAccount: 20 },
      ...options,
    });
    frontend = await directory.as('authorization-frontend', AuthenticationService);
    const passwordHash = await directory.passwords.hash(password);
    for (const user of [ada, bob])
      await createUserRepository(directory.pool).upsert({ ...user, passwordHash });
  };

  afterEach(() => directory.close());

  const attempt = (email: string, remoteAddress: string, typed = 'wrong', service = frontend) =>
    service.authenticateWithPassword({ email, password: typed, remoteAddress }).then(
      () => 'OK',
      (error: unknown) => {
        if (error instanceof RpcError) return error.status;
        throw error;
      },
    );
  const signIn = (email: string, remoteAddress: string) => attempt(email, remoteAddress, password);
  const times = async (count: number, work: (n: number) => Promise<string>) => {
    const outcomes = await Promise.all(Array.from({ length: count }, (_, n) => work(n)));
    return {
      refused: outcomes.filter((status) => status === 'RESOURCE_EXHAUSTED').length,
      failed: outcomes.filter((status) => status === 'UNAUTHENTICATED').length,
      succeeded: outcomes.filter((status) => status === 'OK').length,
    };
  };
  const hashesVerified = async () =>
    Number(
      /password_seconds_count\{[^}]*operation="verify"[^}]*\} (\d+)/.exec(await directory.metrics())?.[1] ??
        0,
    );

  it('of many addresses against one account are bounded, and its owner still signs in from a known place', async () => {
    await start();
    expect(await signIn(ada.email, home)).toBe('OK');
    const attack = await times(100, (n) => attempt(ada.email, strange(n)));
    expect(attack).toEqual({ failed: 20, refused: 80, succeeded: 0 });
    expect(await signIn(ada.email, strange(200))).toBe('RESOURCE_EXHAUSTED');
    expect(await signIn(ada.email, home)).toBe('OK');
    expect(await attempt(ada.email, home)).toBe('UNAUTHENTICATED');
    expect(await signIn(bob.email, strange(200))).toBe('OK');
  });

  it('are let happen anew an hour after the first of them', async () => {
    await start();
    await times(20, (n) => attempt(ada.email, strange(n)));
    directory.advance(hour - 1);
    expect(await signIn(ada.email, elsewhere)).toBe('RESOURCE_EXHAUSTED');
    directory.advance(1);
    expect(await signIn(ada.email, elsewhere)).toBe('OK');
  });

  it('of one address against many accounts are bounded, and concern no other address', async () => {
    await start();
    const emails = [ada.email, bob.email, ...Array.from({ length: 60 }, (_, n) => `nobody${n}@example.com`)];
    expect(await times(62, (n) => attempt(emails[n] ?? '', strange(1)))).toEqual({
      failed: 15,
      refused: 47,
      succeeded: 0,
    });
    expect(await signIn(ada.email, strange(1))).toBe('RESOURCE_EXHAUSTED');
    expect(await signIn(ada.email, strange(2))).toBe('OK');
  });

  it('of one IPv6 network are those of one address', async () => {
    await start();
    const attack = await times(40, (n) =>
      attempt(`nobody${n}@example.com`, `2001:db8:0:1::${n.toString(16)}`),
    );
    expect(attack).toMatchObject({ failed: 15, refused: 25 });
    expect(await attempt(ada.email, '2001:db8:0:2::1')).toBe('UNAUTHENTICATED');
  });

  it('at a known place are bounded at ten, for a quarter of an hour', async () => {
    await start();
    await signIn(ada.email, home);
    expect(await times(12, () => attempt(ada.email, home))).toMatchObject({ failed: 10, refused: 2 });
    expect(await signIn(ada.email, home)).toBe('RESOURCE_EXHAUSTED');
    expect(await signIn(bob.email, home)).toBe('OK');
    directory.advance(15 * minute);
    expect(await signIn(ada.email, home)).toBe('OK');
  });

  it('are forgotten for the account and the address by a success there, and stay counted for the address', async () => {
    await start();
    await signIn(ada.email, home);
    expect(await times(9, () => attempt(ada.email, home))).toMatchObject({ failed: 9 });
    expect(await signIn(ada.email, home)).toBe('OK');
    expect(await times(9, () => attempt(ada.email, home))).toMatchObject({ failed: 6, refused: 3 });
  });

  it('alone count: any number of people sign in from one address', async () => {
    await start();
    for (let n = 0; n < 25; n += 1) expect(await signIn(n % 2 ? ada.email : bob.email, home)).toBe('OK');
  });

  it('do not become room for more by an account of the attacker', async () => {
    await start();
    let failed = 0;
    for (let n = 0; n < 20; n += 1) {
      await signIn(bob.email, strange(1));
      if ((await attempt(ada.email, strange(1))) === 'UNAUTHENTICATED') failed += 1;
    }
    expect(failed).toBe(10);
  });

  it('forget a known place after 90 days', async () => {
    await start();
    await signIn(ada.email, home);
    directory.advance(90 * day - 1);
    await times(20, (n) => attempt(ada.email, strange(n)));
    expect(await signIn(ada.email, home)).toBe('OK');
    directory.advance(90 * day);
    await times(20, (n) => attempt(ada.email, strange(n)));
    expect(await signIn(ada.email, home)).toBe('RESOURCE_EXHAUSTED');
  });

  it('of e-mail addresses that nobody has are bounded exactly like those of accounts', async () => {
    await start();
    const course = async (email: string) => {
      const statuses: string[] = [];
      for (let n = 0; n < 14; n += 1) statuses.push(await attempt(email, strange(n < 12 ? 1 : 2)));
      for (let n = 0; n < 12; n += 1) statuses.push(await attempt(email, strange(10 + n)));
      directory.advance(hour);
      return statuses;
    };
    const [known, unknown] = [await course(ada.email), await course('nobody@example.com')];
    expect(unknown).toEqual(known);
    expect(known.filter((status) => status === 'UNAUTHENTICATED')).toHaveLength(20);
    expect(await course('no address')).toEqual(known);
  });

  it('are counted over all replicas', async () => {
    await start();
    const replica = await (await directory.replica()).as('authorization-frontend', AuthenticationService);
    const attack = await times(60, (n) =>
      attempt(ada.email, strange(n), 'wrong', n % 2 ? frontend : replica),
    );
    expect(attack).toMatchObject({ failed: 20, refused: 40 });
  });

  it('cost no hashing once a bound is reached, so that others find the queue free', async () => {
    await start({ queue: { running: 1, waiting: 4 } });
    for (let n = 0; n < 20; n += 1) await attempt(ada.email, strange(n));
    const before = await hashesVerified();
    const flood = times(200, (n) => attempt(ada.email, strange(n % 100)));
    expect(await signIn(bob.email, elsewhere)).toBe('OK');
    expect(await flood).toEqual({ failed: 0, refused: 200, succeeded: 0 });
    expect(await hashesVerified()).toBe(before + 1);
  });

  it('are not those that the full queue sent away, nor those whose caller left while waiting', async () => {
    await start({ queue: { running: 1, waiting: 1 }, signInLimits: { perAddress: 10, perAccount: 10 } });
    const slow = await hash(password, { memoryCost: 65_536, timeCost: 6, parallelism: 1 });
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash: slow });
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => attempt(ada.email, home)));
    const sentAway = outcomes.filter(
      ({ status, ...rest }) => status === 'rejected' && 'reason' in rest && rest.reason instanceof OAuthError,
    );
    expect(sentAway.length).toBeGreaterThanOrEqual(7);

    const counted = async () => {
      const { rows } = await directory.pool.query<{ most: number }>(`SELECT max(points) AS most FROM quotas`);
      return rows[0]?.most ?? 0;
    };
    const failed = 10 - sentAway.length;
    await eventually(async () => (await counted()) === failed);
    const running = attempt(ada.email, home);
    await eventually(async () => (await counted()) === failed + 1);
    const leaving = new AbortController();
    const left = frontend
      .authenticateWithPassword(
        { email: ada.email, password, remoteAddress: home },
        { signal: leaving.signal },
      )
      .catch((error: RpcError) => error.status);
    await eventually(async () => (await counted()) === failed + 2);
    leaving.abort();
    expect(await left).toBe('CANCELLED');
    await running;
    await eventually(async () => (await counted()) === failed + 1);
  });

  it('are in the audit log, with the account if there is one and nothing of an e-mail address', async () => {
    await start({ signInLimits: { perAddress: 10, perAccount: 10 } });
    await signIn(ada.email, home);
    directory.advance(1);
    await attempt('nobody@example.com', strange(1));
    directory.advance(1);
    for (let n = 0; n < 12; n += 1) await attempt(ada.email, strange(2));
    const { auditEvents } = await (
      await directory.as('cli', AuditService)
    ).listAuditEvents({ type: 'user.', pageSize: 200 });
    const seen = auditEvents.map(({ type, subject, remoteAddress, recorder }) => ({
      type,
      subject,
      remoteAddress,
      recorder,
    }));
    const event = (type: string, subject: string, remoteAddress: string) => ({
      type,
      subject,
      remoteAddress,
      recorder: 'directory',
    });
    expect(seen).toHaveLength(12);
    expect(seen[11]).toEqual(event('user.sign_in_failed', '', strange(1)));
    expect(seen.slice(0, 11)).toContainEqual(event('user.sign_in_throttled', ada.subject, strange(2)));
    expect(auditEvents.find(({ type }) => type === 'user.sign_in_throttled')?.details).toEqual({
      bounds: 'address account_and_address account',
    });
    const { rows } = await directory.pool.query(`SELECT * FROM audit_events`);
    expect(JSON.stringify(rows)).not.toContain('example.com');
    for (const { requestId } of auditEvents) expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('without an address are those of one strange place', async () => {
    await start();
    expect(await signIn(ada.email, '')).toBe('OK');
    expect(await signIn(ada.email, 'unknown')).toBe('OK');
    expect(await times(30, (n) => attempt(ada.email, n % 2 ? '' : 'somewhere'))).toMatchObject({
      failed: 10,
    });
    const { rows } = await directory.pool.query(`SELECT subject FROM known_networks`);
    expect(rows).toEqual([]);
  });
});
