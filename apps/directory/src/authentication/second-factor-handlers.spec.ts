import { randomUUID } from 'node:crypto';
import { AuditService, AuthenticationService, SecondFactor, SessionService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { addAuthenticator, type Authenticator } from '../testing/authenticator';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const eve = { subject: randomUUID(), email: 'eve@example.com', name: 'Eve' };
const password = 'correct horse battery staple';
const [minute, hour] = [60, 60 * 60];

describe('second factors', () => {
  let directory: TestDirectory;
  let authentications: RpcClient<typeof AuthenticationService>;
  let sessions: RpcClient<typeof SessionService>;
  let authenticator: Authenticator;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    authentications = await directory.as('authorization-frontend', AuthenticationService);
    sessions = await directory.as('authorization-frontend', SessionService);
    const passwordHash = await directory.passwords.hash(password);
    for (const user of [ada, eve])
      await createUserRepository(directory.pool).upsert({ ...user, passwordHash });
    const { sessionToken } = await signIn(directory, { email: ada.email, password });
    authenticator = await addAuthenticator(directory, sessionToken);
    directory.advance(30);
  });

  afterEach(() => directory.close());

  const begin = async (email = ada.email) => {
    const remoteAddress = '203.0.113.7';
    const request = { email, password, remoteAddress };
    const { authentication } = await authentications.authenticateWithPassword(request);
    return authentication?.authenticationToken ?? '';
  };
  const showTotp = async (authenticationToken: string, code: string) =>
    (await authentications.authenticateWithTotp({ authenticationToken, code, remoteAddress: '203.0.113.7' }))
      .authentication;
  const showRecoveryCode = async (authenticationToken: string, code: string) =>
    (await authentications.authenticateWithRecoveryCode({ authenticationToken, code, language: 'nl' }))
      .authentication;
  const statusOf = (call: Promise<unknown>) =>
    call.then(
      () => 'OK',
      (error: unknown) => {
        if (error instanceof RpcError) return error.status;
        throw error;
      },
    );
  const count = (outcomes: string[], wanted: string) => outcomes.filter((status) => status === wanted).length;
  /** Not a code of this step nor of its neighbours. */
  const wrongCode = (n = 0) => {
    const right = [-1, 0, 1].map((steps) => authenticator.code(steps));
    const codes = Array.from({ length: 4 }, (_, place) => String(100_000 + 4 * n + place));
    return codes.find((code) => !right.includes(code)) ?? '';
  };
  const events = async (type: string) => {
    const cli = await directory.as('cli', AuditService);
    return (await cli.listAuditEvents({ type, pageSize: 200 })).auditEvents;
  };

  it('are asked for after a password, which alone makes no session and is not used up', async () => {
    const authenticationToken = await begin();
    const { authentication } = await authentications.getAuthentication({ authenticationToken });
    expect(authentication).toMatchObject({
      subject: ada.subject,
      email: ada.email,
      amr: ['pwd'],
      acr: 'https://refeds.org/profile/sfa',
      sufficient: false,
      secondFactors: [SecondFactor.TOTP, SecondFactor.RECOVERY_CODE],
    });
    expect(await statusOf(sessions.createSession({ authenticationToken }))).toBe('FAILED_PRECONDITION');
    expect(await showTotp(authenticationToken, authenticator.code())).toMatchObject({ sufficient: true });
    expect(await statusOf(sessions.createSession({ authenticationToken }))).toBe('OK');
  });

  it('make a session of the class for several factors', async () => {
    const authenticationToken = await begin();
    const authentication = await showTotp(authenticationToken, authenticator.code());
    const shown = { amr: ['pwd', 'otp', 'mfa'], acr: 'https://refeds.org/profile/mfa' };
    expect(authentication).toMatchObject({ ...shown, authenticationToken, secondFactors: [] });
    expect((await sessions.createSession({ authenticationToken })).session).toMatchObject(shown);
  });

  it('take a one-time password once, of however many authentications that show it at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => begin()));
    const code = authenticator.code();
    const outcomes = await Promise.all(tokens.map((token) => statusOf(showTotp(token, code))));
    expect(count(outcomes, 'OK')).toBe(1);
    expect(count(outcomes, 'UNAUTHENTICATED')).toBe(9);
    expect(await statusOf(showTotp(await begin(), code))).toBe('UNAUTHENTICATED');
  });

  it('take no one-time password from before one that was taken', async () => {
    expect(await statusOf(showTotp(await begin(), authenticator.code(1)))).toBe('OK');
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('UNAUTHENTICATED');
    directory.advance(2 * 30);
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('OK');
  });

  it('do not take the one-time password with which the application was added', async () => {
    directory.advance(-30);
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('UNAUTHENTICATED');
  });

  it("are the user's own", async () => {
    const authenticationToken = await begin(eve.email);
    expect(await statusOf(showTotp(authenticationToken, authenticator.code()))).toBe('UNAUTHENTICATED');
    const [recoveryCode = ''] = authenticator.recoveryCodes;
    expect(await statusOf(showRecoveryCode(authenticationToken, recoveryCode))).toBe('UNAUTHENTICATED');
  });

  it('can be guessed at five times an authentication, however many guesses come at once', async () => {
    const authenticationToken = await begin();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        statusOf(
          n % 2
            ? showTotp(authenticationToken, wrongCode(n))
            : showRecoveryCode(authenticationToken, '0'.repeat(16)),
        ),
      ),
    );
    expect(count(outcomes, 'UNAUTHENTICATED')).toBe(5);
    expect(count(outcomes, 'RESOURCE_EXHAUSTED')).toBe(15);
    expect(await statusOf(showTotp(authenticationToken, authenticator.code()))).toBe('RESOURCE_EXHAUSTED');
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('OK');
  });

  it('can be guessed at as one-time passwords 20 times an hour; recovery codes go on working', async () => {
    const outcomes: string[] = [];
    for (let n = 0; n < 24; n += 1) outcomes.push(await statusOf(showTotp(await begin(), wrongCode(n))));
    expect(count(outcomes, 'UNAUTHENTICATED')).toBe(20);
    expect(count(outcomes, 'RESOURCE_EXHAUSTED')).toBe(4);
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('RESOURCE_EXHAUSTED');
    const [recoveryCode = ''] = authenticator.recoveryCodes;
    expect(await statusOf(showRecoveryCode(await begin(), recoveryCode))).toBe('OK');
    directory.advance(hour);
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('OK');
  });

  it('cannot be used up by somebody who does not know the password', async () => {
    for (let n = 0; n < 30; n += 1) {
      const call = authentications.authenticateWithPassword({
        email: ada.email,
        password: 'wrong',
        remoteAddress: `198.51.100.${n}`,
      });
      expect(await statusOf(call)).toBe('UNAUTHENTICATED');
      expect(await statusOf(showTotp('A'.repeat(43), wrongCode(n)))).toBe('NOT_FOUND');
    }
    expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('OK');
  });

  it('count no right one-time password as a guess', async () => {
    for (let n = 0; n < 25; n += 1) {
      expect(await statusOf(showTotp(await begin(), authenticator.code()))).toBe('OK');
      directory.advance(30);
    }
  });

  it('include recovery codes, which work once, are told of by mail, and stand in the audit log', async () => {
    const [recoveryCode = ''] = authenticator.recoveryCodes;
    const authentication = await showRecoveryCode(await begin(), recoveryCode.toLowerCase());
    expect(authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], sufficient: true });
    expect(await statusOf(showRecoveryCode(await begin(), recoveryCode))).toBe('UNAUTHENTICATED');
    const { rows } = await directory.pool.query(
      `SELECT recipient, language FROM outbox WHERE kind = 'recovery_code_used'`,
    );
    expect(rows).toEqual([{ recipient: ada.email, language: 'nl' }]);
    expect(await events('credential.recovery_code_used')).toMatchObject([{ subject: ada.subject }]);
  });

  it.each(['', 'x', '\u0000', '0'.repeat(100_000), '🔑'])('are not %.10j', async (code) => {
    const authenticationToken = await begin();
    expect(await statusOf(showTotp(authenticationToken, code))).toBe('UNAUTHENTICATED');
    expect(await statusOf(showRecoveryCode(authenticationToken, code))).toBe('UNAUTHENTICATED');
  });

  it('are nothing without an authentication that lives', async () => {
    const ended = await begin();
    directory.advance(10 * minute);
    const used = await begin(eve.email);
    await sessions.createSession({ authenticationToken: used });
    for (const token of ['', 'x', 'A'.repeat(43), ended, used]) {
      expect(await statusOf(showTotp(token, authenticator.code()))).toBe('NOT_FOUND');
      expect(await statusOf(showRecoveryCode(token, authenticator.recoveryCodes[0] ?? ''))).toBe('NOT_FOUND');
      expect(await statusOf(authentications.getAuthentication({ authenticationToken: token }))).toBe(
        'NOT_FOUND',
      );
    }
  });

  it('that fail are in the audit log, and that a password was right before', async () => {
    await statusOf(showTotp(await begin(), wrongCode()));
    const seen = await events('user.');
    const place = { subject: ada.subject, remoteAddress: '203.0.113.7' };
    expect(seen.find(({ type }) => type === 'user.second_factor_failed')).toMatchObject({
      ...place,
      details: { factor: 'totp' },
    });
    expect(seen.find(({ type }) => type === 'user.second_factor_required')).toMatchObject(place);
    const { rows } = await directory.pool.query(`SELECT * FROM audit_events`);
    expect(JSON.stringify(rows)).not.toContain(wrongCode());
  });

  it('leave no secret in the log', async () => {
    const authenticationToken = await begin();
    const { recoveryCodes, secret } = authenticator;
    await statusOf(showTotp(authenticationToken, wrongCode()));
    await showTotp(authenticationToken, authenticator.code());
    await showRecoveryCode(authenticationToken, recoveryCodes[0] ?? '');
    expect(directory.logged()).toContain('UNAUTHENTICATED');
    const secrets = [authenticationToken, secret, ...recoveryCodes, authenticator.code(), wrongCode()];
    for (const value of secrets) expect(directory.logged()).not.toContain(`"${value}"`);
    for (const value of [authenticationToken, secret, ...recoveryCodes]) {
      expect(directory.logged()).not.toContain(value);
    }
  });
});
