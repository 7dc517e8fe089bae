import { RpcError } from '@latchkey/rpc';
import { createAccountTest } from '../testing/account-test';
import { TestBrowser } from '../testing/test-browser';
import { ada, grace } from '../testing/test-server';

const path = '/account/delete';

async function createDeletionTest() {
  const test = await createAccountTest();
  const grant = { clientId: 'demo-web', scopes: [], resources: [] };
  test.grants.live.push(
    { ...grant, grantId: 'g1', subject: ada.subject },
    { ...grant, grantId: 'g2', subject: grace.subject },
  );
  return test;
}

describe(path, () => {
  it('withdraws everything, deletes the account, signs out everywhere, and says so', async () => {
    const { browser, server, accounts, grants, directory } = await createDeletionTest();
    const phone = new TestBrowser(server);
    await phone.signIn();
    const page = await browser.get(path);
    expect(page.body).toContain('What is deleted');
    expect(page.body).toContain('What stays');
    const response = await browser.submit(page, path, { email: ' Ada@Example.com ' });
    expect(response.statusCode).toBe(303);
    expect(accounts.people.map(({ subject }) => subject)).toEqual([grace.subject]);
    expect(grants.live.map(({ grantId }) => grantId)).toEqual(['g2']);
    expect(directory.liveSessions()).toEqual([]);
    expect([...browser.cookies.keys()].filter((name) => name.endsWith('session'))).toEqual([]);

    for (const last of [await browser.follow(response), await browser.follow(response)]) {
      expect(last.body).toContain('<h1>Your account is deleted</h1>');
    }
    expect((await phone.get('/account')).headers.location).toMatch(/^\/sign-in/);
    expect((await browser.get('/account')).headers.location).toMatch(/^\/sign-in/);
  });

  it.each(['', 'grace@example.com', 'ada'])('deletes nothing when %j is typed', async (email) => {
    const { browser, accounts, grants } = await createDeletionTest();
    const response = await browser.submit(await browser.get(path), path, { email });
    expect(response.statusCode).toBe(422);
    expect(response.body).toContain('id="email-error"');
    expect(accounts.people).toHaveLength(2);
    expect(grants.live).toHaveLength(2);
  });

  it('asks for a new sign-in first, when the page is opened and again when it took too long', async () => {
    const { browser, accounts, grants, wait } = await createDeletionTest();
    const page = await browser.get(path);
    wait(6);
    const location = '/sign-in?to=account&page=data&reauthenticate=1';
    expect((await browser.get(path)).headers.location).toBe(location);
    wait(5);
    const response = await browser.submit(page, path, { email: ada.email });
    expect(response.headers.location).toBe(location);
    expect(accounts.people).toHaveLength(2);
    expect(grants.live).toHaveLength(2);
  });

  it('keeps the account when what it allowed cannot be withdrawn', async () => {
    const { browser, accounts, grants } = await createDeletionTest();
    grants.service.revokeGrants = () => Promise.reject(new RpcError('UNAVAILABLE', 'no issuer'));
    const response = await browser.submit(await browser.get(path), path, { email: ada.email });
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain(`href="${path}"`);
    expect(accounts.people).toHaveLength(2);
    expect((await browser.get('/account')).statusCode).toBe(200);
  });
});

describe('GET /account/deleted', () => {
  it('says nothing to a browser in which no account was deleted', async () => {
    const { browser } = await createDeletionTest();
    expect((await browser.get('/account/deleted')).headers.location).toBe('/');
    expect((await browser.get('/account/deleted?form_token=a')).headers.location).toBe('/');
  });
});
