import { EmailLinkPurpose, PasswordProblem } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { ada, startTestAccounts, statusOf, type TestAccounts } from '../testing/test-accounts';

const newPassword = 'another horse, no battery';

describe('ChangePassword', () => {
  let accounts: TestAccounts;
  let sessionToken: string;
  beforeEach(async () => {
    accounts = await startTestAccounts({ development });
    ({ sessionToken } = await accounts.signIn(ada.email));
  });
  afterEach(() => accounts.close());

  const change = (more: { currentPassword?: string; newPassword?: string; sessionToken?: string } = {}) =>
    accounts.users.changePassword({
      sessionToken,
      currentPassword: ada.password,
      newPassword,
      language: 'fr',
      ...more,
    });

  it('changes it, ends the other sessions and tells the user in their language', async () => {
    const elsewhere = await accounts.signIn(ada.email);
    expect((await change()).passwordProblem).toBe(PasswordProblem.UNSPECIFIED);
    expect(await statusOf(accounts.sessions.getSession({ sessionToken }))).toBe('OK');
    expect(await statusOf(accounts.sessions.getSession({ sessionToken: elsewhere.sessionToken }))).toBe(
      'NOT_FOUND',
    );
    expect(await statusOf(accounts.signIn(ada.email))).toBe('UNAUTHENTICATED');
    expect(await statusOf(accounts.signIn(ada.email, newPassword))).toBe('OK');
    const [notice] = await accounts.mailbox.to(ada.email);
    expect(notice?.subjectLine).toBe('Votre mot de passe a été changé');
    expect(await accounts.events()).toContain('user.password_changed');
  });

  it('needs no recent sign-in, for the current password says as much', async () => {
    accounts.directory.advance(3_600);
    expect(await statusOf(change())).toBe('OK');
  });

  it('refuses a wrong current password, and changes nothing', async () => {
    for (const currentPassword of ['wrong', '', 'x'.repeat(2_000)]) {
      expect(await statusOf(change({ currentPassword }))).toBe('PERMISSION_DENIED');
    }
    expect(await statusOf(accounts.signIn(ada.email))).toBe('OK');
    expect(await accounts.mailbox.to(ada.email)).toEqual([]);
  });

  it('lets nobody guess on, not even with the right one, until the time is over', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 14 }, () => statusOf(change({ currentPassword: 'wrong' }))),
    );
    expect(guesses.filter((status) => status === 'PERMISSION_DENIED')).toHaveLength(10);
    expect(await statusOf(change())).toBe('RESOURCE_EXHAUSTED');
    expect(await statusOf(accounts.signIn(ada.email))).toBe('OK');
    accounts.directory.advance(15 * 60);
    expect(await statusOf(change())).toBe('OK');
  });

  it('forgets wrong ones when the right one comes', async () => {
    for (let n = 0; n < 9; n += 1) await statusOf(change({ currentPassword: 'wrong' }));
    expect((await change({ newPassword: 'short' })).passwordProblem).toBe(PasswordProblem.TOO_SHORT);
    for (let n = 0; n < 9; n += 1) await statusOf(change({ currentPassword: 'wrong' }));
    expect(await statusOf(change())).toBe('OK');
  });

  it('refuses a new password that is common or like the account', async () => {
    expect((await change({ newPassword: 'passwordpassword' })).passwordProblem).toBe(PasswordProblem.COMMON);
    expect((await change({ newPassword: 'lovelace@example' })).passwordProblem).toBe(
      PasswordProblem.LIKE_ACCOUNT,
    );
    expect(await statusOf(accounts.signIn(ada.email))).toBe('OK');
  });

  it('happens once of two at a time', async () => {
    const statuses = await Promise.all([
      statusOf(change({ newPassword: 'the first of two horses' })),
      statusOf(change({ newPassword: 'the other of two horses' })),
    ]);
    expect(statuses.sort()).toEqual(['OK', 'PERMISSION_DENIED']);
  });

  it('ends links that were mailed to set a password', async () => {
    const linkToken = await accounts.linkFor(EmailLinkPurpose.RESET_PASSWORD, ada.email);
    await change();
    expect(await statusOf(accounts.users.getEmailLink({ linkToken }))).toBe('NOT_FOUND');
  });

  it('ends a change of address that somebody began before, sent or not', async () => {
    const { CHANGE_EMAIL } = EmailLinkPurpose;
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, 'eve@example.com', sessionToken);
    const remoteAddress = '203.0.113.9';
    const waiting = { purpose: CHANGE_EMAIL, email: 'eve@example.org', sessionToken, remoteAddress };
    await accounts.users.sendEmailLink(waiting);
    await change();
    expect(await statusOf(accounts.users.confirmEmail({ linkToken }))).toBe('NOT_FOUND');
    expect(await accounts.mailbox.to('eve@example.org')).toEqual([]);
  });

  it('leaves failed guesses in the audit log', async () => {
    await statusOf(change({ currentPassword: 'wrong' }));
    expect(await accounts.events()).toContain('user.password_change_failed');
  });

  it('is for people who are signed in', async () => {
    expect(await statusOf(change({ sessionToken: 'A'.repeat(43) }))).toBe('UNAUTHENTICATED');
    await change();
    for (const secret of [ada.password, newPassword]) {
      expect(accounts.directory.logged()).not.toContain(secret);
    }
  });
});
