import { mailChangeLink } from '../testing/mail-link';
import { formsOf, TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace } from '../testing/test-server';

const path = '/email/change-email';

/** Mails a link for the account of Ada and opens it, in a browser where nobody is signed in. */
const open = async (email = 'countess@example.com') => {
  const test = createTestServer();
  await new TestBrowser(test.server).signIn();
  const link = await mailChangeLink(test, email);
  const browser = new TestBrowser(test.server);
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

  it('says that another account has the address by now', async () => {
    const { test, browser, shown } = await open(grace.email);
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
