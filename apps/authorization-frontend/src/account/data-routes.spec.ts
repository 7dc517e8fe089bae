import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { createAccountTest } from '../testing/account-test';
import { TestBrowser } from '../testing/test-browser';
import { ada, createTestServer, grace, startTime } from '../testing/test-server';

describe('GET /account/data', () => {
  it('offers the download and the deletion, in the language that was chosen', async () => {
    const { browser } = await createAccountTest();
    const { body } = await browser.get('/account/data?ui_locales=fr');
    expect(body).toContain('<h1>Vos données</h1>');
    expect(body).toContain('href="/account/data/download"');
    expect(body).toContain('href="/account/delete?ui_locales=fr"');
  });
});

describe('GET /account/data/download', () => {
  it('is one file with what the directory and the issuer know', async () => {
    const { browser, grants } = await createAccountTest();
    const grant = { clientId: 'demo-web', scopes: ['flex:read'], resources: [] };
    const createTime = timestampFromDate(startTime);
    grants.live.push(
      { ...grant, grantId: 'g1', subject: ada.subject, createTime },
      { ...grant, grantId: 'g2', subject: ada.subject, createTime },
      { ...grant, grantId: 'g3', subject: ada.subject, createTime },
      { ...grant, grantId: 'g4', subject: grace.subject, createTime },
    );
    const { headers, body } = await browser.get('/account/data/download');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="account-2030-01-01.json"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const data = JSON.parse(body) as { account: unknown; grants: unknown[] };
    expect(data.account).toEqual({ subject: ada.subject, email: ada.email, name: ada.name });
    expect(data.grants).toHaveLength(3);
    expect(data.grants[0]).toEqual({
      grant_id: 'g1',
      client_id: 'demo-web',
      scopes: ['flex:read'],
      resources: [],
      device: false,
      create_time: '2030-01-01T12:00:00.000Z',
    });
  });

  it('is for nobody else', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const { headers } = await browser.get('/account/data/download');
    expect(headers.location).toBe('/sign-in?to=account&page=data');
  });
});
