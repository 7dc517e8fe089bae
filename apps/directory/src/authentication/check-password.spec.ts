import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { AuthenticationService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { OAuthError } from '@latchkey/oauth';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { createLogger } from '@latchkey/service-kit';
import { createAuditLog } from '../audit/audit-log';
import { createFailureCounter } from '../throttle/failure-counter';
import { createKnownNetworks } from '../throttle/known-networks';
import { createSignInThrottle } from '../throttle/sign-in-throttle';
import { cheapCost, startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';
import { checkPassword } from './check-password';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const password = 'correct horse battery staple';

describe('a password', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof AuthenticationService>;

  const start = async (options: { queue?: { running: number; waiting: number } } = {}) => {
    directory = await startTestDirectory({ development, ...options });
    frontend = await directory.as('authorization-frontend', AuthenticationService);
    await store(await directory.passwords.hash(password));
  };
  const store = (passwordHash: string) =>
    createUserRepository(directory.pool).upsert({ ...ada, passwordHash });
  const storedHash = async () =>
    (await createUserRepository(directory.pool).findByEmail(ada.email))?.passwordHash;
  const failure = (email: string, typed: string) =>
    frontend.authenticateWithPassword({ email, password: typed }).then(
      () => undefined,
      (error: unknown) => error,
    );
  const hashesVerified = async () =>
    Number(
      /password_seconds_count\{[^}]*operation="verify"[^}]*\} (\d+)/.exec(await directory.metrics())?.[1] ??
        0,
    );

  afterEach(() => directory.close());

  it('tells whose it is, when the e-mail address matches', async () => {
    await start();
    const { authentication } = await frontend.authenticateWithPassword({ email: ada.email, password });
    expect(authentication).toMatchObject({ subject: ada.subject, email: ada.email, amr: ['pwd'] });
  });

  it('forgives no case and no space, unlike the e-mail address', async () => {
    await start();
    const { authentication } = await frontend.authenticateWithPassword({
      email: ' Ada@Example.com ',
      password,
    });
    expect(authentication?.subject).toBe(ada.subject);
    expect(await failure(ada.email, `${password} `)).toMatchObject({ status: 'UNAUTHENTICATED' });
    expect(await failure(ada.email, password.toUpperCase())).toMatchObject({ status: 'UNAUTHENTICATED' });
  });

  it('may come in any composition of its letters', async () => {
    await start();
    await store(await directory.passwords.hash('r\u00e9sum\u00e9'));
    await expect(
      frontend.authenticateWithPassword({ email: ada.email, password: 're\u0301sume\u0301' }),
    ).resolves.toBeDefined();
  });

  it('that is wrong does not show whether the e-mail address is known, by words or by work', async () => {
    await start();
    const wrongPassword = await failure(ada.email, 'wrong');
    expect(await hashesVerified()).toBe(1);
    const unknownEmail = await failure('eve@example.com', 'wrong');
    expect(await hashesVerified()).toBe(2);
    const noEmail = await failure('not an address', 'wrong');
    expect(await hashesVerified()).toBe(3);
    expect(wrongPassword).toBeInstanceOf(RpcError);
    expect(wrongPassword).toMatchObject({ status: 'UNAUTHENTICATED' });
    for (const error of [unknownEmail, noEmail]) {
      expect(error).toMatchObject({
        status: 'UNAUTHENTICATED',
        message: (wrongPassword as RpcError).message,
      });
    }
  });

  it.each([
    ['empty', ada.email, ''],
    ['longer than 1024 bytes', ada.email, 'x'.repeat(1_025)],
  ])('that is %s is refused in the same words, without hashing it', async (_, email, typed) => {
    await start();
    const wrong = (await failure(ada.email, 'wrong')) as RpcError;
    const error = await failure(email, typed);
    expect(error).toMatchObject({ status: 'UNAUTHENTICATED', message: wrong.message });
    expect(await hashesVerified()).toBe(1);
  });

  it('has a hash of another cost renewed at sign-in', async () => {
    await start();
    const weak = await hash(password, { ...cheapCost, timeCost: 2 });
    await store(weak);
    await failure(ada.email, 'wrong');
    expect(await storedHash()).toBe(weak);
    await frontend.authenticateWithPassword({ email: ada.email, password });
    const renewed = await storedHash();
    expect(renewed).toMatch(/\$m=1024,t=1,p=1\$/);
    await frontend.authenticateWithPassword({ email: ada.email, password });
    expect(await storedHash()).toBe(renewed);
  });

  it('that was changed meanwhile is not replaced by a renewed hash', async () => {
    await start();
    const users = createUserRepository(directory.pool);
    const changed = await directory.passwords.hash('changed');
    await store(changed);
    await users.replacePasswordHash(
      ada.subject,
      'what it was before',
      await directory.passwords.hash(password),
    );
    expect(await storedHash()).toBe(changed);
  });

  it('is not checked beyond what fits the queue, which says when to come back', async () => {
    await start({ queue: { running: 1, waiting: 1 } });
    await store(await hash(password, { memoryCost: 65_536, timeCost: 6, parallelism: 1 }));
    const errors = await Promise.all(Array.from({ length: 6 }, () => failure(ada.email, 'wrong')));
    const busy = errors.filter((error) => error instanceof OAuthError);
    expect(busy.length).toBeGreaterThanOrEqual(3);
    expect(busy[0]).toMatchObject({ code: 'temporarily_unavailable', retryAfterSeconds: 2 });
    expect(errors.filter((error) => error instanceof RpcError)).toHaveLength(6 - busy.length);
    expect(await failure(ada.email, 'wrong')).toMatchObject({ status: 'UNAUTHENTICATED' });
  });

  it('is right although the queue has no room to renew the hash', async () => {
    await start();
    const weak = await hash(password, { ...cheapCost, timeCost: 2 });
    await store(weak);
    const full = new OAuthError('temporarily_unavailable');
    const { subject } = await checkPassword(
      {
        users: createUserRepository(directory.pool),
        passwords: { ...directory.passwords, hash: () => Promise.reject(full) },
        throttle: createSignInThrottle({
          failures: createFailureCounter(directory.pool),
          knownNetworks: createKnownNetworks(directory.pool),
          limits: { perAddress: 10, perAccount: 10 },
          clock: directory.now,
        }),
        audit: createAuditLog(directory.pool),
        clock: directory.now,
        logger: createLogger({ service: 'directory', level: 'error' }),
      },
      { email: ada.email, password, remoteAddress: '203.0.113.7' },
    );
    expect(subject).toBe(ada.subject);
    expect(await storedHash()).toBe(weak);
  });

  it('is not in the log, nor is its hash', async () => {
    await start();
    await store(await hash(password, { ...cheapCost, timeCost: 2 }));
    await frontend.authenticateWithPassword({ email: ada.email, password });
    await failure(ada.email, 'a wrong one');
    await failure('eve@example.com', 'a wrong one');
    expect(directory.logged()).toContain('UNAUTHENTICATED');
    for (const secret of [password, 'a wrong one', 'argon2', 'ada@', 'eve@']) {
      expect(directory.logged()).not.toContain(secret);
    }
  });

  it('is checked for the front end alone', async () => {
    await start();
    for (const caller of ['resource-gateway', 'token-issuer', 'directory']) {
      const other = await directory.as(caller, AuthenticationService);
      await expect(other.authenticateWithPassword({ email: ada.email, password })).rejects.toMatchObject({
        status: 'PERMISSION_DENIED',
      });
    }
    expect(await hashesVerified()).toBe(0);
  });
});
