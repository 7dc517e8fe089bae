import { AuthenticationService, EmailLinkPurpose, PasswordProblem } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { ada, startTestAccounts, statusOf, type TestAccounts } from '../testing/test-accounts';

const { CHANGE_EMAIL, RESET_PASSWORD, SIGN_UP } = EmailLinkPurpose;
const password = 'another horse, no battery';

describe('ResetPassword', () => {
  let accounts: TestAccounts;
  beforeEach(async () => {
    accounts = await startTestAccounts({ development });
  });
  afterEach(() => accounts.close());

  const reset = (linkToken: string, typed = password) =>
    accounts.users.resetPassword({ linkToken, password: typed, remoteAddress: '203.0.113.7' });

  it('sets the password, ends all sessions and tells the user', async () => {
    const { sessionToken } = await accounts.signIn(ada.email);
    const { outcome } = await reset(await accounts.linkFor(RESET_PASSWORD, 'Ada@Example.com'.toLowerCase()));
    expect(outcome).toMatchObject({ case: 'authentication', value: { amr: ['pwd'], sufficient: true } });
    expect(await statusOf(accounts.sessions.getSession({ sessionToken }))).toBe('NOT_FOUND');
    expect(await statusOf(accounts.signIn(ada.email))).toBe('UNAUTHENTICATED');
    expect((await accounts.signIn(ada.email, password)).session?.user?.subject).toBe(ada.subject);
    const [notice] = await accounts.mailbox.to(ada.email);
    expect(notice?.subjectLine).toBe('Your password was set anew');
    expect(await accounts.events()).toEqual(expect.arrayContaining(['user.password_reset', 'session.ended']));
  });

  it('makes a session of what was shown, and none of what was shown before', async () => {
    const authentications = await accounts.directory.as('authorization-frontend', AuthenticationService);
    const { authentication } = await authentications.authenticateWithPassword(ada);
    accounts.directory.advance(1);
    const { outcome } = await reset(await accounts.linkFor(RESET_PASSWORD, ada.email));
    const begin = (authenticationToken = '') =>
      statusOf(accounts.sessions.createSession({ authenticationToken }));
    expect(await begin(authentication?.authenticationToken)).not.toBe('OK');
    if (outcome.case !== 'authentication') throw new Error('no authentication');
    expect(await begin(outcome.value.authenticationToken)).toBe('OK');
  });

  it('works once, however many try at once, and uses up the other links', async () => {
    const other = await accounts.linkFor(RESET_PASSWORD, ada.email);
    const linkToken = await accounts.linkFor(RESET_PASSWORD, ada.email);
    const statuses = await Promise.all(Array.from({ length: 5 }, () => statusOf(reset(linkToken))));
    expect(statuses.sort()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'OK']);
    expect(await statusOf(reset(other))).toBe('NOT_FOUND');
  });

  it('ends a change of address that somebody began before, sent or not', async () => {
    const { sessionToken } = await accounts.signIn(ada.email);
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, 'eve@example.com', sessionToken);
    const resetToken = await accounts.linkFor(RESET_PASSWORD, ada.email);
    await accounts.users.sendEmailLink({
      purpose: CHANGE_EMAIL,
      email: 'eve@example.org',
      sessionToken,
      remoteAddress: '203.0.113.9',
    });
    await reset(resetToken);
    expect(await statusOf(accounts.users.confirmEmail({ linkToken }))).toBe('NOT_FOUND');
    expect(await accounts.mailbox.to('eve@example.org')).toEqual([]);
  });

  it("does not work with a link to an address that is not the account's any more", async () => {
    const linkToken = await accounts.linkFor(RESET_PASSWORD, ada.email);
    await accounts.directory.pool.query(`UPDATE users SET email = 'lovelace@example.com'`);
    expect(await statusOf(reset(linkToken))).toBe('NOT_FOUND');
  });

  it('leaves link, password and sessions as they are when the password is refused', async () => {
    const { sessionToken } = await accounts.signIn(ada.email);
    const linkToken = await accounts.linkFor(RESET_PASSWORD, ada.email);
    expect((await reset(linkToken, 'Ada Lovelace 1815')).outcome).toEqual({
      case: 'passwordProblem',
      value: PasswordProblem.LIKE_ACCOUNT,
    });
    expect(await statusOf(accounts.sessions.getSession({ sessionToken }))).toBe('OK');
    expect(await statusOf(accounts.signIn(ada.email))).toBe('OK');
    expect((await reset(linkToken)).outcome.case).toBe('authentication');
  });

  it('asks whoever has a second factor for it as ever', async () => {
    await accounts.directory.pool.query(
      `INSERT INTO totp (subject, sealed_secret, last_step, created_at) VALUES ($1, '\\x00', 0, now())`,
      [ada.subject],
    );
    const { outcome } = await reset(await accounts.linkFor(RESET_PASSWORD, ada.email));
    expect(outcome).toMatchObject({ case: 'authentication', value: { sufficient: false } });
  });

  it('works for an hour, with a link for this alone, and not for a user who is gone', async () => {
    expect(await statusOf(reset(await accounts.linkFor(SIGN_UP, 'new@example.com')))).toBe('NOT_FOUND');
    const late = await accounts.linkFor(RESET_PASSWORD, ada.email);
    accounts.directory.advance(3_600);
    expect(await statusOf(reset(late))).toBe('NOT_FOUND');
    const linkToken = await accounts.linkFor(RESET_PASSWORD, ada.email);
    await accounts.directory.pool.query(`DELETE FROM users`);
    expect(await statusOf(reset(linkToken))).toBe('NOT_FOUND');
  });
});
