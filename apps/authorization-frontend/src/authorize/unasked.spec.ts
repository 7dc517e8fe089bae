import { create } from '@bufbuild/protobuf';
import { PushAuthorizationRequestResponseSchema, type AuthorizationService } from '@latchkey/contracts';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { openRequests } from '../testing/open-requests';
import { createTestServer, type TestServer } from '../testing/test-server';

const code = 'https://app.example.com/callback?code=a-code';
const consent = /^\/consent\?request_uri=/;

/** Ada's browser, in which she has allowed Demo Web to read. */
async function allowed(test: TestServer = createTestServer()) {
  const requests = await openRequests(test);
  await requests.browser.submit(await requests.visit(), '/consent', { decision: 'allow' });
  return requests;
}

type Push = RpcClient<typeof AuthorizationService>['pushAuthorizationRequest'];

/** Has every push answered as `answer` says. */
function whenPushed(test: TestServer, answer: (push: Push) => Push): void {
  test.issuer.service.pushAuthorizationRequest = answer(test.issuer.service.pushAuthorizationRequest);
}

describe('a request that leaves nothing to ask', () => {
  it.each<Record<string, string>>([{}, { prompt: 'none' }])(
    'is answered by the authorization endpoint itself, with what came from the one call (%j)',
    async (changes) => {
      const test = createTestServer();
      const { open } = await allowed(test);
      test.issuer.service.getAuthorizationRequest = () => Promise.reject(new Error('not needed'));
      const response = await open(changes);
      expect([response.statusCode, response.headers.location]).toEqual([303, code]);
    },
  );

  it('is answered for an issuer, too, that tells its handle alone', async () => {
    const test = createTestServer();
    const { open } = await allowed(test);
    whenPushed(test, (push) => async (request) => {
      const { outcome } = await push(request);
      if (outcome.case !== 'accepted') throw new Error('refused');
      const { requestUri, expiresInSeconds } = outcome.value;
      return create(PushAuthorizationRequestResponseSchema, {
        outcome: { case: 'accepted', value: { requestUri, expiresInSeconds } },
      });
    });
    expect((await open()).headers.location).toBe(code);
  });

  it.each([
    ['a stronger sign-in', { acr_values: 'https://refeds.org/profile/mfa' }],
    ['a choice of the account', { prompt: 'select_account' }],
    ['somebody else', { login_hint: 'grace@example.com' }],
    ['the question in any case', { prompt: 'consent' }],
    ['a scope more', { scope: 'flex:read flex:control' }],
  ])('goes to the pages when it asks for %s', async (_what, changes) => {
    const { open, issuer } = await allowed();
    expect((await open(changes)).headers.location).toMatch(consent);
    expect(issuer.decisions).toHaveLength(1);
  });

  it('goes to the sign-in when it asks for a fresh one', async () => {
    const { open, issuer, wait } = await allowed();
    wait(1);
    expect((await open({ prompt: 'login' })).headers.location).toMatch(/^\/sign-in\?request_uri=/);
    expect(issuer.decisions).toHaveLength(1);
  });

  it('has its answer again, or the reason why not, when a pushed one is reloaded', async () => {
    const test = createTestServer();
    const { browser, open } = await openRequests(test);
    const path = (await open()).headers.location ?? '';
    const requestUri = new URLSearchParams(String(path).split('?')[1]).get('request_uri') ?? '';
    await browser.submit(await browser.get(String(path)), '/consent', { decision: 'allow' });
    const reload = `/authorize/?${new URLSearchParams({ client_id: 'demo-web', request_uri: requestUri })}`;
    expect((await browser.get(reload)).headers.location).toBe(code);
    test.issuer.service.approveAuthorizationRequest = () =>
      Promise.reject(new RpcError('FAILED_PRECONDITION', 'the code was redeemed'));
    const page = await browser.get(reload);
    expect(page.statusCode).toBe(409);
    expect(page.body).toContain('href="https://app.example.com/"');
  });

  it('is kept for its browser when the session cannot be read just now', async () => {
    const test = createTestServer();
    const { open } = await allowed(test);
    test.directory.sessions.getSession = () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
    const response = await open();
    expect(response.statusCode).toBe(503);
    expect(String(response.headers['set-cookie'])).toContain('__Host-latchkey_request_');
  });
});

it('takes a refusal to the client though the session cannot be read', async () => {
  const test = createTestServer();
  const { open } = await openRequests(test);
  test.directory.sessions.getSession = () => Promise.reject(new RpcError('UNAVAILABLE', 'away'));
  const { headers } = await open({ response_type: 'token' });
  expect(headers.location).toContain('error=unsupported_response_type');
});
