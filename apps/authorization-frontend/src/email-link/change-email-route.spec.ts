import { mailChangeLink } from '../testing/mail-link';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

const path = '/email/change-email';

/** Mails a link for the account of Ada and opens it, in another browser, where this person is signed in. */
const open = async ({
  email = 'countess@example.com',
  person = ada,
}: { email?: string; person?: typeof ada | undefined } = {}) => {
  const test = createTestServer();
  await new TestBrowser(test.server).signIn();
  const link = await mailChangeLink(test, email);
  const browser = new TestBrowser(test.server);
  if (person) await browser.signIn(person);
  return { test, link, browser, shown: await browser.follow(await browser.get(link)) };
};

describe(path, () => {
  it('shows the new address with a button, and changes nothing by being opened', async () => {
    const { test, shown } = await open();
    expect(shown.statusCode).toBe(200);
    expect(shown.body).toContain('Is this your new address?');
    expect(shown.body).toContain('<dd>countess@example.com</dd>');
    expect(shown.body).not.toContain(test.accounts.mails[0]?.token);
    expect(test.accounts.people[0]?.email).toBe(ada.email);
  });

  it('changes it at the press of the button, and says so, also after a reload', async () => {
    const { test, browser, shown } = await open();
    const response = await browser.submit(shown, path);
    expect(response.statusCode).toBe(303);
    expect(test.accounts.people[0]?.email).toBe('countess@example.com');
    for (let reload = 0; reload < 2; reload += 1) {
      const done = await browser.get(response.headers.location as string);
      expect(done.body).toContain('Your account has its new address');
      expect(done.body).toContain('href="/account/security"');
    }
  });

  it('says that a link was used, and leads to the account', async () => {
    const { link, browser, shown } = await open();
    await browser.submit(shown, path);
    for (const response of [
      await browser.submit(shown, path),
      await browser.follow(await browser.get(link)),
      await browser.get(path),
    ]) {
      expect(response.statusCode).toBe(410);
      expect(response.body).toContain('This link does not work any more');
      expect(response.body).toContain('href="/account/security"');
    }
  });

  it('asks who is there first, and leads back to its page', async () => {
    const test = createTestServer();
    await new TestBrowser(test.server).signIn();
    const link = await mailChangeLink(test, 'countess@example.com');
    const phone = new TestBrowser(test.server);
    const signIn = await phone.follow(await phone.get(link));
    expect(signIn.body).toContain('to confirm the new address of your account');
    expect(signIn.body).not.toContain('@example.com');
    const shown = await phone.follow(
      await phone.submit(signIn, '/sign-in', { email: ada.email, password: ada.password }),
    );
    expect(shown.body).toContain('Is this your new address?');
    await phone.submit(shown, path);
    expect(test.accounts.people[0]?.email).toBe('countess@example.com');
  });

  it('asks again when the session has ended in the meantime, and changes nothing', async () => {
    const { test, browser, shown } = await open();
    const [form] = formsOf(shown.body);
    for (const token of test.directory.liveSessions()) {
      await test.directory.sessions.deleteSession({ sessionToken: token });
    }
    const { headers } = await browser.submit(shown, path);
    expect(headers.location).toBe(`/sign-in?to=changeEmail&email_link=${form?.hidden.link}&ui_locales=en`);
    expect(test.accounts.people[0]?.email).toBe(ada.email);
  });

  it('refuses whoever is signed in to another account, names neither it nor its owner, and goes on as that', async () => {
    const { test, browser, shown } = await open({ person: grace });
    const refusal = await browser.submit(shown, path);
    expect(refusal.statusCode).toBe(403);
    expect(refusal.body).toContain('You are signed in to another account');
    expect(refusal.body).toContain(grace.email);
    for (const secret of [ada.email, ada.name, ada.subject]) expect(refusal.body).not.toContain(secret);
    expect(test.accounts.people.map(({ email }) => email)).toEqual([ada.email, grace.email]);

    const [, href = ''] = /href="(\/sign-in\?[^"]*)"/.exec(refusal.body) ?? [];
    const signIn = await browser.get(href.replaceAll('&amp;', '&'));
    expect(signIn.body).not.toContain(grace.email);
    const again = await browser.follow(
      await browser.submit(signIn, '/sign-in', { email: ada.email, password: ada.password }),
    );
    expect((await browser.submit(again, path)).statusCode).toBe(303);
    expect(test.accounts.people[0]?.email).toBe('countess@example.com');
  });

  it('says that another account has the address by now', async () => {
    const { test, browser, shown } = await open({ email: grace.email });
    const response = await browser.submit(shown, path);
    expect(response.statusCode).toBe(409);
    expect(response.body).toContain('This address belongs to another account');
    expect(test.accounts.people[0]?.email).toBe(ada.email);
  });

  it('takes a form from its own page alone', async () => {
    const { test, browser, shown } = await open();
    const [form] = formsOf(shown.body);
    const hidden = { ...form?.hidden };
    expect((await browser.post(path, hidden, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await new TestBrowser(test.server).post(path, hidden)).statusCode).toBe(403);
    expect(test.accounts.people[0]?.email).toBe(ada.email);
  });
});
