import { EmailLinkPurpose, PasswordProblem } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { ada, startTestAccounts, statusOf, type TestAccounts } from '../testing/test-accounts';
import { createUserRepository } from './user-repository';

const { SIGN_UP, RESET_PASSWORD } = EmailLinkPurpose;
const email = 'grace@example.com';
const password = 'nanoseconds of wire';

describe('CompleteSignUp', () => {
  let accounts: TestAccounts;
  beforeEach(async () => {
    accounts = await startTestAccounts({ development });
  });
  afterEach(() => accounts.close());

  const complete = (linkToken: string, more: { name?: string; password?: string } = {}) =>
    accounts.users.completeSignUp({
      linkToken,
      name: 'Grace Hopper',
      password,
      remoteAddress: '203.0.113.7',
      ...more,
    });
  const stored = (address = email) => createUserRepository(accounts.directory.pool).findByEmail(address);

  it('makes the account, whose owner has shown a password', async () => {
    const { outcome } = await complete(
      await accounts.linkFor(SIGN_UP, ' Grace@Example.com'.trim().toLowerCase()),
    );
    expect(outcome).toMatchObject({
      case: 'authentication',
      value: { email, amr: ['pwd'], sufficient: true, secondFactors: [] },
    });
    if (outcome.case !== 'authentication') throw new Error('no authentication');
    const { session } = await accounts.sessions.createSession({
      authenticationToken: outcome.value.authenticationToken,
    });
    expect(session?.user).toMatchObject({ email, name: 'Grace Hopper', subject: (await stored())?.subject });
    expect((await accounts.signIn(email, password)).session?.user).toMatchObject({ email });
    const { rows } = await accounts.directory.pool.query(
      `SELECT subject, remote_address FROM audit_events WHERE type = 'user.signed_up'`,
    );
    expect(rows).toEqual([{ subject: (await stored())?.subject, remote_address: '203.0.113.7' }]);
  });

  it('works once, however many try at once', async () => {
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    const statuses = await Promise.all(Array.from({ length: 5 }, () => statusOf(complete(linkToken))));
    expect(statuses.sort()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'OK']);
    expect(await statusOf(complete(linkToken))).toBe('NOT_FOUND');
  });

  it('leaves the link as it is when the password is refused', async () => {
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    for (const [typed, problem] of [
      ['short', PasswordProblem.TOO_SHORT],
      ['x'.repeat(2_000), PasswordProblem.TOO_LONG],
      ['password1234', PasswordProblem.COMMON],
      ['grace.hopper@example', PasswordProblem.LIKE_ACCOUNT],
    ] as const) {
      const { outcome } = await complete(linkToken, { password: typed });
      expect(outcome).toEqual({ case: 'passwordProblem', value: problem });
    }
    expect(await stored()).toBeUndefined();
    expect((await complete(linkToken)).outcome.case).toBe('authentication');
  });

  it('leaves the link as it is when the name is refused', async () => {
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    for (const name of ['', '  ', 'a\nb', 'a\u0000b', 'a\u202eb', 'x'.repeat(201)]) {
      expect(await statusOf(complete(linkToken, { name }))).toBe('INVALID_ARGUMENT');
    }
    expect(await statusOf(complete(linkToken, { name: ` ${'ü'.repeat(200)} ` }))).toBe('OK');
  });

  it('makes one account of two mails, and uses both links up', async () => {
    const [first, second] = [await accounts.linkFor(SIGN_UP, email), await accounts.linkFor(SIGN_UP, email)];
    expect(await statusOf(complete(second))).toBe('OK');
    expect(await statusOf(accounts.users.getEmailLink({ linkToken: first }))).toBe('NOT_FOUND');
    expect(await statusOf(complete(first))).toBe('NOT_FOUND');
  });

  it('does not touch an account that somebody has made with the address meanwhile', async () => {
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    await accounts.addUser({ subject: '5f0c7a38-8e0a-4f52-9f9e-0b2d3f1c9a10', email, name: 'Grace' });
    expect(await statusOf(complete(linkToken))).toBe('NOT_FOUND');
    expect(await stored()).toMatchObject({ name: 'Grace' });
  });

  it('works for an hour, and with a link for this alone', async () => {
    const reset = await accounts.linkFor(RESET_PASSWORD, ada.email);
    expect(await statusOf(complete(reset))).toBe('NOT_FOUND');
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    accounts.directory.advance(3_600);
    expect(await statusOf(complete(linkToken))).toBe('NOT_FOUND');
    expect(await stored()).toBeUndefined();
  });

  it('keeps no password and no token', async () => {
    const linkToken = await accounts.linkFor(SIGN_UP, email);
    await complete(linkToken);
    expect((await stored())?.passwordHash).toMatch(/^\$argon2id\$/);
    for (const secret of [password, linkToken, 'argon2', email]) {
      expect(accounts.directory.logged()).not.toContain(secret);
    }
  });
});
