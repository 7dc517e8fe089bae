import { randomUUID } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { AuditService, AuthenticationService, CredentialService, SessionService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { addAuthenticator, totpAt } from '../testing/authenticator';
import { eventually } from '../testing/eventually';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const eve = { subject: randomUUID(), email: 'eve@example.com', name: 'Eve' };
const password = 'correct horse battery staple';
const minute = 60;

describe('CredentialService', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof CredentialService>;
  let sessionToken: string;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', CredentialService);
    const passwordHash = await directory.passwords.hash(password);
    for (const user of [ada, eve])
      await createUserRepository(directory.pool).upsert({ ...user, passwordHash });
    ({ sessionToken } = await signIn(directory, { email: ada.email, password }));
  });

  afterEach(() => directory.close());

  const list = () => frontend.listCredentials({ sessionToken });
  const start = () => frontend.startTotpEnrolment({ sessionToken });
  const enrol = (enrolmentToken: string, code: string) =>
    frontend.enrolTotp({ sessionToken, enrolmentToken, code, language: 'fr' });
  const status = (name: string) => ({ status: name });
  const mails = async () => {
    const { rows } = await directory.pool.query<{ kind: string; recipient: string; language: string }>(
      `SELECT kind, recipient, language FROM outbox ORDER BY kind`,
    );
    return rows;
  };
  const events = async () => {
    const cli = await directory.as('cli', AuditService);
    const { auditEvents } = await cli.listAuditEvents({ type: 'credential.', pageSize: 200 });
    return auditEvents.map(({ type, subject }) => ({ type, subject }));
  };
  const sufficient = async () => {
    const service = await directory.as('authorization-frontend', AuthenticationService);
    const { authentication } = await service.authenticateWithPassword({ email: ada.email, password });
    return authentication?.sufficient;
  };

  it('lists a password alone for somebody who has nothing else', async () => {
    const changed = new Date('2029-06-01T12:00:00Z');
    await directory.pool.query(`UPDATE users SET password_changed_at = $1`, [changed]);
    const listed = await list();
    expect(listed.passwordChangeTime && timestampDate(listed.passwordChangeTime)).toEqual(changed);
    expect(listed).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
    expect(listed.totpCreateTime).toBeUndefined();
  });

  describe('an authenticator application', () => {
    it('comes as a secret and as a URI that says the same, and is nothing until it is proved', async () => {
      const { secret, otpauthUri, enrolmentToken } = await start();
      const uri = new URL(otpauthUri);
      expect(uri.searchParams.get('secret')).toBe(secret);
      expect(decodeURIComponent(uri.pathname)).toBe('/Latchkey:ada@example.com');
      expect(enrolmentToken).not.toContain(secret);
      expect((await list()).totpCreateTime).toBeUndefined();
      expect(await sufficient()).toBe(true);
      expect((await start()).secret).not.toBe(secret);
    });

    it('is added with a code, and gives ten recovery codes, a mail and a line in the audit log', async () => {
      const { secret, enrolmentToken } = await start();
      const { recoveryCodes } = await enrol(enrolmentToken, totpAt(secret, directory.now()));
      expect(new Set(recoveryCodes).size).toBe(10);
      const listed = await list();
      expect(listed.totpCreateTime && timestampDate(listed.totpCreateTime)).toEqual(directory.now());
      expect(listed.recoveryCodesLeft).toBe(10);
      expect(await sufficient()).toBe(false);
      expect(await mails()).toEqual([{ kind: 'totp_added', recipient: ada.email, language: 'fr' }]);
      expect(await events()).toEqual([{ type: 'credential.totp_added', subject: ada.subject }]);
    });

    it('is not added with a wrong code, nor under an enrolment that is not its own or has ended', async () => {
      const { secret, enrolmentToken } = await start();
      const code = totpAt(secret, directory.now());
      const refused = status('INVALID_ARGUMENT');
      await expect(enrol(enrolmentToken, '')).rejects.toMatchObject(refused);
      await expect(
        enrol(enrolmentToken, totpAt(secret, new Date(directory.now().getTime() + minute * 1000))),
      ).rejects.toMatchObject(refused);
      await expect(enrol('', code)).rejects.toMatchObject(refused);
      await expect(enrol('A'.repeat(160), code)).rejects.toMatchObject(refused);
      const others = await signIn(directory, { email: eve.email, password });
      await expect(
        frontend.enrolTotp({ sessionToken: others.sessionToken, enrolmentToken, code }),
      ).rejects.toMatchObject(refused);
      directory.advance(10 * minute);
      const later = totpAt(secret, directory.now());
      await expect(enrol(enrolmentToken, later)).rejects.toMatchObject(refused);
      expect(await mails()).toEqual([]);
      expect(await sufficient()).toBe(true);
    });

    it('takes the place of the one before, and leaves the recovery codes as they are', async () => {
      const { recoveryCodes } = await addAuthenticator(directory, sessionToken);
      const second = await addAuthenticator(directory, sessionToken);
      expect(recoveryCodes).toHaveLength(10);
      expect(second.recoveryCodes).toEqual([]);
      const { rows } = await directory.pool.query(`SELECT subject FROM totp`);
      expect(rows).toHaveLength(1);
    });

    it('is removed with the recovery codes, and a password is enough again', async () => {
      await addAuthenticator(directory, sessionToken);
      await frontend.deleteTotp({ sessionToken, language: 'xx' });
      const listed = await list();
      expect(listed.totpCreateTime).toBeUndefined();
      expect(listed.recoveryCodesLeft).toBe(0);
      expect(await sufficient()).toBe(true);
      await frontend.deleteTotp({ sessionToken });
      expect((await mails()).map(({ kind, language }) => `${kind} ${language}`)).toEqual([
        'totp_added en',
        'totp_removed en',
      ]);
      expect((await events()).map(({ type }) => type).sort()).toEqual([
        'credential.totp_added',
        'credential.totp_removed',
      ]);
    });

    it('leaves no secret in the database nor in the log', async () => {
      const { secret, recoveryCodes } = await addAuthenticator(directory, sessionToken);
      const { rows } = await directory.pool.query<{ content: string }>(
        `SELECT encode(sealed_secret, 'escape') AS content FROM totp`,
      );
      expect(rows[0]?.content).not.toContain(secret);
      for (const value of [secret, sessionToken, ...recoveryCodes]) {
        expect(directory.logged()).not.toContain(value);
      }
    });
  });

  describe('a second factor that is added', () => {
    const live = async (token: string) => {
      const sessions = await directory.as('authorization-frontend', SessionService);
      return sessions.getSession({ sessionToken: token }).then(
        () => true,
        () => false,
      );
    };

    it('ends the other sessions that were begun without one, and those alone', async () => {
      const credentials = { email: ada.email, password };
      const elsewhere = await signIn(directory, credentials);
      const others = await signIn(directory, { email: eve.email, password });
      const { code } = await addAuthenticator(directory, sessionToken);
      expect(await live(elsewhere.sessionToken)).toBe(false);
      expect([await live(sessionToken), await live(others.sessionToken)]).toEqual([true, true]);

      directory.advance(30);
      const authenticating = await directory.as('authorization-frontend', AuthenticationService);
      const { authentication } = await authenticating.authenticateWithPassword(credentials);
      const authenticationToken = authentication?.authenticationToken ?? '';
      await authenticating.authenticateWithTotp({ authenticationToken, code: code() });
      const sessions = await directory.as('authorization-frontend', SessionService);
      const strong = await sessions.createSession({ authenticationToken });
      await addAuthenticator(directory, sessionToken);
      expect(await live(strong.sessionToken)).toBe(true);
    });

    it('lets no session begin beside it that does not show one', async () => {
      const sessions = await directory.as('authorization-frontend', SessionService);
      const authenticating = await directory.as('authorization-frontend', AuthenticationService);
      const { authentication } = await authenticating.authenticateWithPassword({
        email: ada.email,
        password,
      });
      const adding = await directory.pool.connect();
      await adding.query('BEGIN');
      await adding.query(
        `INSERT INTO totp (subject, sealed_secret, last_step, created_at) VALUES ($1, '\\x00', 0, now())`,
        [ada.subject],
      );
      await adding.query(`SELECT FROM users WHERE subject = $1 FOR NO KEY UPDATE`, [ada.subject]);
      const creating = sessions
        .createSession({ authenticationToken: authentication?.authenticationToken ?? '' })
        .catch((error: unknown) => error);
      await eventually(async () => {
        const { rowCount } = await directory.pool.query(`SELECT pid FROM pg_locks WHERE NOT granted`);
        return rowCount !== 0;
      });
      await adding.query('COMMIT');
      adding.release();
      expect(await creating).toMatchObject(status('NOT_FOUND'));
    });
  });

  describe('recovery codes', () => {
    const replace = () => frontend.replaceRecoveryCodes({ sessionToken, language: 'de' });

    it('are replaced by ten others, of which a mail and the audit log tell', async () => {
      const before = await addAuthenticator(directory, sessionToken);
      const { recoveryCodes } = await replace();
      expect(new Set([...before.recoveryCodes, ...recoveryCodes]).size).toBe(20);
      expect((await list()).recoveryCodesLeft).toBe(10);
      expect(await mails()).toContainEqual({
        kind: 'recovery_codes_replaced',
        recipient: ada.email,
        language: 'de',
      });
      expect(await events()).toContainEqual({
        type: 'credential.recovery_codes_replaced',
        subject: ada.subject,
      });
    });

    it('are not made for somebody who has nothing that they stand in for', async () => {
      await expect(replace()).rejects.toMatchObject(status('FAILED_PRECONDITION'));
      expect((await list()).recoveryCodesLeft).toBe(0);
      expect(await mails()).toEqual([]);
    });
  });

  const changes: ((token: string) => Promise<unknown>)[] = [
    (token) => frontend.startPasskeyRegistration({ sessionToken: token }),
    (token) => frontend.registerPasskey({ sessionToken: token }),
    (token) => frontend.deletePasskey({ sessionToken: token, passkeyId: randomUUID() }),
    (token) => frontend.startTotpEnrolment({ sessionToken: token }),
    (token) => frontend.enrolTotp({ sessionToken: token }),
    (token) => frontend.deleteTotp({ sessionToken: token }),
    (token) => frontend.replaceRecoveryCodes({ sessionToken: token }),
  ];

  it('changes nothing for somebody who signed in longer than ten minutes ago, and still lists', async () => {
    await addAuthenticator(directory, sessionToken);
    directory.advance(10 * minute);
    await expect(start()).resolves.toBeDefined();
    directory.advance(1);
    for (const change of changes) {
      await expect(change(sessionToken)).rejects.toMatchObject(status('FAILED_PRECONDITION'));
    }
    expect((await list()).recoveryCodesLeft).toBe(10);
  });

  it('needs a session that lives, for everything', async () => {
    const { sessionToken: ended } = await signIn(directory, { email: ada.email, password });
    await directory.pool.query(`UPDATE sessions SET expires_at = $1 WHERE subject = $2`, [
      new Date(directory.now().getTime() + 1000),
      ada.subject,
    ]);
    directory.advance(2);
    for (const token of ['', 'x', 'A'.repeat(43), ended]) {
      for (const change of changes) {
        await expect(change(token)).rejects.toMatchObject(status('UNAUTHENTICATED'));
      }
      await expect(frontend.listCredentials({ sessionToken: token })).rejects.toMatchObject(
        status('UNAUTHENTICATED'),
      );
    }
  });

  it('serves the front end alone', async () => {
    for (const caller of ['resource-gateway', 'token-issuer', 'directory']) {
      const other = await directory.as(caller, CredentialService);
      const denied = status('PERMISSION_DENIED');
      await expect(other.listCredentials({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.startTotpEnrolment({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.deleteTotp({ sessionToken })).rejects.toMatchObject(denied);
      await expect(other.replaceRecoveryCodes({ sessionToken })).rejects.toMatchObject(denied);
    }
  });
});
