import { randomUUID } from 'node:crypto';
import {
  AuthenticationService,
  EmailLinkPurpose,
  MailService,
  SessionService,
  UserService,
} from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { OAuthError } from '@latchkey/oauth';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { startMailbox, type Mailbox } from '../testing/mailbox';
import { startTestDirectory, type TestDirectory, type TestDirectoryOptions } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const password = 'correct horse battery staple';
const { SIGN_UP, RESET_PASSWORD, CHANGE_EMAIL, UNSPECIFIED } = EmailLinkPurpose;

describe('SendEmailLink', () => {
  let directory: TestDirectory;
  let mailbox: Mailbox;
  let frontend: RpcClient<typeof UserService>;

  const start = async (options: Partial<TestDirectoryOptions> = {}) => {
    directory = await startTestDirectory({ development, ...options });
    mailbox = startMailbox(directory, { signUpOpen: !options.signUpClosed });
    frontend = await directory.as('authorization-frontend', UserService);
    const passwordHash = await directory.passwords.hash(password);
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash });
  };
  afterEach(async () => {
    await mailbox.close();
    await directory.close();
  });

  const ask = (purpose: EmailLinkPurpose, email: string, more: Record<string, string> = {}) =>
    frontend.sendEmailLink({ purpose, email, remoteAddress: '203.0.113.7', language: 'en', ...more });
  const statusOf = (call: Promise<unknown>) =>
    call.then(
      () => 'OK',
      (error: unknown) => (error instanceof RpcError ? error.status : (error as OAuthError).code),
    );
  const signIn = async () => {
    const authentications = await directory.as('authorization-frontend', AuthenticationService);
    const sessions = await directory.as('authorization-frontend', SessionService);
    const { authentication } = await authentications.authenticateWithPassword({ email: ada.email, password });
    const { sessionToken } = await sessions.createSession({
      authenticationToken: authentication?.authenticationToken ?? '',
    });
    return sessionToken;
  };

  it('mails a link to make an account, which is there to be read without being used up', async () => {
    await start();
    expect(await ask(SIGN_UP, ' New@Example.com ', { continuation: 'to=account' })).toMatchObject({});
    const [mail] = await mailbox.to('new@example.com');
    expect(mail?.subjectLine).toBe('Your account at Latchkey');
    expect(mail?.text).toMatch(/https:\/\/auth\.example\.com\/email\/sign-up\?token=[\w-]{43}&to=account\n/);
    const linkToken = await mailbox.tokenTo('new@example.com');
    for (let n = 0; n < 2; n += 1) {
      const link = await frontend.getEmailLink({ linkToken });
      expect(link).toMatchObject({ purpose: SIGN_UP, email: 'new@example.com' });
      expect(Number(link.expireTime?.seconds) * 1000 - directory.now().getTime()).toBe(3_600_000);
    }
    directory.advance(3_600);
    expect(await statusOf(frontend.getEmailLink({ linkToken }))).toBe('NOT_FOUND');
  });

  it('knows no link of a token that was never given out', async () => {
    await start();
    for (const linkToken of ['', 'x', 'A'.repeat(43), 'A'.repeat(10_000)]) {
      expect(await statusOf(frontend.getEmailLink({ linkToken }))).toBe('NOT_FOUND');
    }
  });

  it('tells whoever has an account already, in their mail alone', async () => {
    await start();
    await ask(SIGN_UP, 'ADA@example.com', { language: 'de', continuation: 'to=account' });
    const [mail] = await mailbox.to(ada.email);
    expect(mail?.subjectLine).toBe('Sie haben schon ein Konto bei Latchkey');
    expect(mail?.text).toContain('https://auth.example.com/sign-in?to=account\n');
    expect(mail?.text).not.toContain('token=');
  });

  it('tells whoever has none and asks for another password, in their mail alone', async () => {
    await start();
    await ask(RESET_PASSWORD, 'nobody@example.com');
    const [mail] = await mailbox.to('nobody@example.com');
    expect(mail?.subjectLine).toBe('No account at Latchkey with this address');
    expect(mail?.text).toContain('https://auth.example.com/sign-up\n');
    expect(mail?.text).not.toContain('token=');
  });

  it('does the same work whether there is an account or not: it does not look', async () => {
    await start();
    await directory.pool.query(`ALTER TABLE users RENAME TO hidden`);
    for (const email of [ada.email, 'nobody@example.com']) {
      expect(await statusOf(ask(RESET_PASSWORD, email))).toBe('OK');
      expect(await statusOf(ask(SIGN_UP, email))).toBe('OK');
    }
    await directory.pool.query(`ALTER TABLE hidden RENAME TO users`);
  });

  it('mails five links an hour to an address, and thirty from a network', async () => {
    await start();
    for (let n = 0; n < 5; n += 1)
      expect(await statusOf(ask(n % 2 ? SIGN_UP : RESET_PASSWORD, ada.email))).toBe('OK');
    expect(await statusOf(ask(RESET_PASSWORD, 'Ada@Example.com', { remoteAddress: '198.51.100.1' }))).toBe(
      'RESOURCE_EXHAUSTED',
    );
    const statuses = await Promise.all(
      Array.from({ length: 30 }, (_, n) => statusOf(ask(SIGN_UP, `person${n}@example.com`))),
    );
    expect(statuses.filter((status) => status === 'OK')).toHaveLength(25);
    expect(await statusOf(ask(SIGN_UP, 'other@example.com', { remoteAddress: '198.51.100.1' }))).toBe('OK');
    expect(await mailbox.to(ada.email)).toHaveLength(5);
    directory.advance(3_600);
    expect(await statusOf(ask(RESET_PASSWORD, ada.email))).toBe('OK');
  });

  it('refuses what cannot be mailed to', async () => {
    await start();
    for (const email of [
      '',
      'ada',
      'ada@example.com, eve@example.com',
      'ada@x.example\r\nBcc: e@x.example',
    ]) {
      expect(await statusOf(ask(SIGN_UP, email))).toBe('INVALID_ARGUMENT');
    }
  });

  it('refuses no purpose, and too long a continuation', async () => {
    await start();
    expect(await statusOf(ask(UNSPECIFIED, ada.email))).toBe('INVALID_ARGUMENT');
    expect(await statusOf(ask(99 as EmailLinkPurpose, ada.email))).toBe('INVALID_ARGUMENT');
    const continuation = 'a'.repeat(1_025);
    expect(await statusOf(ask(SIGN_UP, ada.email, { continuation }))).toBe('INVALID_ARGUMENT');
    expect(await mailbox.to(ada.email)).toEqual([]);
  });

  it('makes no accounts when sign-up is closed, and says so', async () => {
    await start({ signUpClosed: true, mailsAreKept: false });
    expect(await frontend.getAccountRules({})).toMatchObject({
      signUpOpen: false,
      passwordMinimumLength: 12,
      mailsAreKept: false,
    });
    expect(await statusOf(ask(SIGN_UP, 'new@example.com'))).toBe('FAILED_PRECONDITION');
    expect(
      await statusOf(frontend.completeSignUp({ linkToken: 'A'.repeat(43), name: 'Eve', password })),
    ).toBe('FAILED_PRECONDITION');
    await ask(RESET_PASSWORD, 'new@example.com');
    const [mail] = await mailbox.to('new@example.com');
    expect(mail?.text).not.toContain('/sign-up');
    const mails = await directory.as('authorization-frontend', MailService);
    expect(await statusOf(mails.listMails({}))).toBe('FAILED_PRECONDITION');
  });

  it('changes the address of somebody who signed in lately, and of nobody else', async () => {
    await start();
    expect(await statusOf(ask(CHANGE_EMAIL, 'new@example.com'))).toBe('UNAUTHENTICATED');
    const sessionToken = await signIn();
    await ask(CHANGE_EMAIL, 'new@example.com', { sessionToken });
    expect((await mailbox.to('new@example.com'))[0]?.text).not.toContain('Ada');
    const linkToken = await mailbox.tokenTo('new@example.com');
    expect(await frontend.getEmailLink({ linkToken })).toMatchObject({ purpose: CHANGE_EMAIL });
    directory.advance(601);
    expect(await statusOf(ask(CHANGE_EMAIL, 'other@example.com', { sessionToken }))).toBe(
      'FAILED_PRECONDITION',
    );
  });

  it('does not say that somebody else has the address, but to them', async () => {
    await start();
    const passwordHash = await directory.passwords.hash(password);
    await createUserRepository(directory.pool).upsert({
      subject: randomUUID(),
      email: 'bob@example.com',
      name: 'Bob',
      passwordHash,
    });
    expect(await statusOf(ask(CHANGE_EMAIL, 'bob@example.com', { sessionToken: await signIn() }))).toBe('OK');
    const [mail] = await mailbox.to('bob@example.com');
    expect(mail?.subjectLine).toBe('Your address is in use at Latchkey');
    expect(mail?.text).not.toContain('token=');
  });

  it('serves the front end alone', async () => {
    await start();
    for (const caller of ['resource-gateway', 'token-issuer', 'cli']) {
      const users = await directory.as(caller, UserService);
      expect(await statusOf(users.sendEmailLink({ purpose: SIGN_UP, email: 'new@example.com' }))).toBe(
        'PERMISSION_DENIED',
      );
      const mails = await directory.as(caller, MailService);
      expect(await statusOf(mails.listMails({}))).toBe('PERMISSION_DENIED');
    }
  });

  it('logs neither addresses nor tokens', async () => {
    await start();
    await ask(SIGN_UP, 'new@example.com');
    const linkToken = await mailbox.tokenTo('new@example.com');
    await frontend.getEmailLink({ linkToken });
    await statusOf(ask(SIGN_UP, 'no address'));
    expect(directory.logged()).toContain('INVALID_ARGUMENT');
    for (const secret of ['new@', 'no address', linkToken]) expect(directory.logged()).not.toContain(secret);
  });
});
