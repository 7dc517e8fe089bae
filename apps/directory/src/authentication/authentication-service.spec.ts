import { randomUUID } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { AuthenticationService, SessionService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { addAuthenticator } from '../testing/authenticator';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const credentials = { email: ada.email, password: 'correct horse battery staple' };
const [minute, hour] = [60, 60 * 60];
const notFound = { status: 'NOT_FOUND' };

describe('AuthenticationService', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof AuthenticationService>;
  let sessions: RpcClient<typeof SessionService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', AuthenticationService);
    sessions = await directory.as('authorization-frontend', SessionService);
    const passwordHash = await directory.passwords.hash(credentials.password);
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash });
  });

  afterEach(() => directory.close());

  const begin = async () => (await frontend.authenticateWithPassword(credentials)).authentication;
  const get = async (authenticationToken = '') =>
    (await frontend.getAuthentication({ authenticationToken })).authentication;
  const resume = async (sessionToken: string) =>
    (await frontend.continueSession({ sessionToken })).authentication;

  it('is content with a password of somebody who has nothing else', async () => {
    const authentication = await begin();
    expect(authentication).toMatchObject({
      subject: ada.subject,
      email: ada.email,
      amr: ['pwd'],
      acr: 'https://refeds.org/profile/sfa',
      sufficient: true,
      secondFactors: [],
    });
    expect(authentication?.authenticationToken).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('keeps what was shown for ten minutes, under the hash of its token', async () => {
    const begun = directory.now();
    const authentication = await begin();
    const token = authentication?.authenticationToken ?? '';
    expect(authentication?.expireTime && timestampDate(authentication.expireTime)).toEqual(
      new Date(begun.getTime() + 10 * minute * 1000),
    );
    directory.advance(10 * minute - 1);
    expect(await get(token)).toEqual(authentication);
    directory.advance(1);
    await expect(get(token)).rejects.toMatchObject(notFound);
    const { rows } = await directory.pool.query(`SELECT key, value FROM ephemeral_entries`);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(100_000), '\u0000'])(
    'finds nothing for %.10j',
    async (token) => {
      await begin();
      await expect(get(token)).rejects.toMatchObject(notFound);
    },
  );

  it('forgets what was shown with the user', async () => {
    const authentication = await begin();
    await directory.pool.query(`DELETE FROM users`);
    await expect(get(authentication?.authenticationToken)).rejects.toMatchObject(notFound);
  });

  it('tells replicas of what was shown at another', async () => {
    const authentication = await begin();
    const replica = await directory.replica();
    const other = await replica.as('authorization-frontend', AuthenticationService);
    const { authenticationToken = '' } = authentication ?? {};
    expect((await other.getAuthentication({ authenticationToken })).authentication).toEqual(authentication);
  });

  describe('going on with a session', () => {
    it('begins with what its user has shown, and asks for what there is since', async () => {
      const { sessionToken } = await signIn(directory, credentials);
      expect(await resume(sessionToken)).toMatchObject({ amr: ['pwd'], sufficient: true });
      await addAuthenticator(directory, sessionToken);
      expect(await resume(sessionToken)).toMatchObject({ amr: ['pwd'], sufficient: false });
    });

    it('keeps when they signed in, until when that lasts, and puts a session in the place of the one before', async () => {
      const { sessionToken, session: before } = await signIn(directory, credentials);
      const { code } = await addAuthenticator(directory, sessionToken);
      directory.advance(hour);
      const authenticationToken = (await resume(sessionToken))?.authenticationToken ?? '';
      await frontend.authenticateWithTotp({ authenticationToken, code: code() });
      const { session, sessionToken: next } = await sessions.createSession({ authenticationToken });
      expect(session).toMatchObject({
        authTime: before?.authTime,
        expireTime: before?.expireTime,
        amr: ['pwd', 'otp', 'mfa'],
        acr: 'https://refeds.org/profile/mfa',
      });
      expect(session?.sessionId).not.toBe(before?.sessionId);
      await expect(sessions.getSession({ sessionToken })).rejects.toMatchObject(notFound);
      await expect(sessions.getSession({ sessionToken: next })).resolves.toBeDefined();
    });

    it('makes one session of several authentications', async () => {
      const { sessionToken } = await signIn(directory, credentials);
      const tokens = await Promise.all(
        Array.from({ length: 10 }, async () => (await resume(sessionToken))?.authenticationToken ?? ''),
      );
      const outcomes = await Promise.allSettled(
        tokens.map((authenticationToken) => sessions.createSession({ authenticationToken })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await sessions.listSessions({ subject: ada.subject })).sessions).toHaveLength(1);
    });

    it('wakes no session that has ended meanwhile', async () => {
      const { sessionToken } = await signIn(directory, credentials);
      const authenticationToken = (await resume(sessionToken))?.authenticationToken ?? '';
      await sessions.endSessions({ subject: ada.subject });
      await expect(sessions.createSession({ authenticationToken })).rejects.toMatchObject(notFound);
      expect((await sessions.listSessions({ subject: ada.subject })).sessions).toEqual([]);
    });

    it('needs a session that lives', async () => {
      const { sessionToken } = await signIn(directory, credentials);
      directory.advance(2 * hour);
      for (const token of [sessionToken, '', 'A'.repeat(43)]) {
        await expect(resume(token)).rejects.toMatchObject(notFound);
      }
    });
  });

  it('serves the front end alone', async () => {
    const authenticationToken = (await begin())?.authenticationToken ?? '';
    for (const caller of ['resource-gateway', 'token-issuer', 'directory']) {
      const other = await directory.as(caller, AuthenticationService);
      const denied = { status: 'PERMISSION_DENIED' };
      await expect(other.getAuthentication({ authenticationToken })).rejects.toMatchObject(denied);
      await expect(other.continueSession({})).rejects.toMatchObject(denied);
      await expect(other.authenticateWithTotp({ authenticationToken })).rejects.toMatchObject(denied);
      await expect(other.authenticateWithRecoveryCode({ authenticationToken })).rejects.toMatchObject(denied);
    }
  });
});
