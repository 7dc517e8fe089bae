import { randomUUID } from 'node:crypto';
import { EmailLinkPurpose } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { ada, startTestAccounts, statusOf, type TestAccounts } from '../testing/test-accounts';

const { CHANGE_EMAIL, RESET_PASSWORD } = EmailLinkPurpose;
const email = 'countess@example.com';

describe('ConfirmEmail', () => {
  let accounts: TestAccounts;
  let sessionToken: string;
  beforeEach(async () => {
    accounts = await startTestAccounts({ development });
    ({ sessionToken } = await accounts.signIn(ada.email));
  });
  afterEach(() => accounts.close());

  const confirm = (linkToken: string, token = sessionToken) =>
    accounts.users.confirmEmail({ linkToken, sessionToken: token });

  it('gives the account its new address and tells the former one', async () => {
    const { user } = await confirm(await accounts.linkFor(CHANGE_EMAIL, email, sessionToken));
    expect(user).toMatchObject({ subject: ada.subject, email, name: ada.name });
    const [notice] = await accounts.mailbox.to(ada.email);
    expect(notice?.subjectLine).toBe('Your address was changed');
    expect(notice?.text).not.toContain(email);
    expect(await statusOf(accounts.signIn(ada.email))).toBe('UNAUTHENTICATED');
    expect((await accounts.signIn(email)).session?.user?.subject).toBe(ada.subject);
    expect(await accounts.events()).toContain('user.email_changed');
  });

  it('asks for a live session of that account, and a refusal uses nothing up', async () => {
    await accounts.addUser({ subject: randomUUID(), email: 'bob@example.com', name: 'Bob' });
    const bob = await accounts.signIn('bob@example.com');
    const ended = await accounts.signIn(ada.email);
    await accounts.sessions.deleteSession({ sessionToken: ended.sessionToken });
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, email, sessionToken);
    for (const token of ['', 'made up', ended.sessionToken]) {
      expect(await statusOf(confirm(linkToken, token))).toBe('UNAUTHENTICATED');
    }
    expect(await statusOf(confirm(linkToken, bob.sessionToken))).toBe('PERMISSION_DENIED');
    expect(await accounts.mailbox.to(ada.email)).toEqual([]);
    expect(await accounts.events()).not.toContain('user.email_changed');
    const elsewhere = await accounts.signIn(ada.email);
    expect(await statusOf(confirm(linkToken, elsewhere.sessionToken))).toBe('OK');
  });

  it('works once, and ends the links that went to the former address', async () => {
    const reset = await accounts.linkFor(RESET_PASSWORD, ada.email);
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, email, sessionToken);
    const statuses = await Promise.all(Array.from({ length: 4 }, () => statusOf(confirm(linkToken))));
    expect(statuses.sort()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'OK']);
    expect(
      await statusOf(accounts.users.resetPassword({ linkToken: reset, password: 'nothing that was common' })),
    ).toBe('NOT_FOUND');
  });

  it('fails when somebody else has the address by now, and tells nobody of a change', async () => {
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, email, sessionToken);
    await accounts.addUser({ subject: randomUUID(), email, name: 'Countess' });
    expect(await statusOf(confirm(linkToken))).toBe('ALREADY_EXISTS');
    expect(await accounts.mailbox.to(ada.email)).toEqual([]);
    expect(await statusOf(accounts.signIn(ada.email))).toBe('OK');
  });

  it('gives an address to one of two accounts that want it at once', async () => {
    await accounts.addUser({ subject: randomUUID(), email: 'bob@example.com', name: 'Bob' });
    const bob = await accounts.signIn('bob@example.com');
    const links: [string, string][] = [];
    for (const token of [sessionToken, bob.sessionToken]) {
      links.push([await accounts.linkFor(CHANGE_EMAIL, email, token), token]);
    }
    const statuses = await Promise.all(links.map((link) => statusOf(confirm(...link))));
    expect(statuses.sort()).toEqual(['ALREADY_EXISTS', 'OK']);
  });

  it('does not work with a link for something else, or after an hour', async () => {
    expect(await statusOf(confirm(await accounts.linkFor(RESET_PASSWORD, ada.email)))).toBe('NOT_FOUND');
    const linkToken = await accounts.linkFor(CHANGE_EMAIL, email, sessionToken);
    accounts.directory.advance(3_600);
    expect(await statusOf(confirm(linkToken))).toBe('NOT_FOUND');
  });
});
