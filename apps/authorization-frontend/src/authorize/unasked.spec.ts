import { create } from '@bufbuild/protobuf';
import { PushAuthorizationRequestResponseSchema, type AuthorizationService } from '@latchkey/contracts';
import { RpcError, type RpcClient } from '@latchkey/rpc';
import { openRequests } from '../testing/open-requests';
import { ada, createTestServer, type TestServer } from '../testing/test-server';

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

/** Has the issuer pass over standing approvals, as one of the version before does. */
function withoutStandingApprovals(test: TestServer): void {
  whenPushed(
    test,
    (push) =>
      ({ standingApproval: _, ...request }) =>
        push(request),
  );
}

/** The standing approvals that came with the pushes of a test. */
function standingApprovals(test: TestServer) {
  const sent: Parameters<Push>[0]['standingApproval'][] = [];
  whenPushed(test, (push) => (request) => {
    sent.push(request.standingApproval);
    return push(request);
  });
  return sent;
}

describe('a request that leaves nothing to ask', () => {
  it.each<Record<string, string>>([{}, { prompt: 'none' }, { login_hint: 'Ada@example.com' }])(
    'is approved with the one call that brings it, and leaves nothing in the browser (%j)',
    async (changes) => {
      const test = createTestServer();
      const { open, issuer } = await allowed(test);
      test.issuer.service.approveAuthorizationRequest = () => Promise.reject(new Error('not needed'));
      test.consents.service.getConsent = () => Promise.reject(new Error('not needed'));
      const { statusCode, headers } = await open(changes);
      expect([statusCode, headers.location]).toEqual([303, code]);
      expect(headers['set-cookie']).toBeUndefined();
      expect(issuer.decisions[1]).toEqual({
        decision: 'approved',
        subject: ada.subject,
        scopes: ['flex:read'],
      });
    },
  );

  it('lets the issuer approve what was allowed before at the resources that it names, and no more', async () => {
    const test = createTestServer();
    const { open } = await allowed(test);
    const sent = standingApprovals(test);
    const resource = 'https://auth.example.com/resource/';
    await open({ resource });
    await open();
    expect(sent).toMatchObject([
      { subject: ada.subject, scopes: ['flex:read'], resources: [resource] },
      { subject: ada.subject, scopes: ['flex:read'], resources: [resource] },
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['a scope more', { scope: 'flex:read flex:control' }],
    ['all scopes that there are', { scope: '' }],
    ['more scopes than can be', { scope: 'flex:read '.repeat(101).trim() }],
    ['a resource that nobody knows', { resource: 'https://other.example/' }],
    ['the question in any case', { prompt: 'consent' }],
    ['a choice of the account', { prompt: 'select_account' }],
    ['a fresh sign-in', { prompt: 'login' }],
    ['a sign-in of the last hour', { max_age: '3600' }],
    ['a class of the sign-in', { acr_values: 'https://refeds.org/profile/sfa' }],
    ['somebody else', { login_hint: 'grace@example.com' }],
    ['another client', { client_id: 'demo-policy' }],
    ['an answer to a program of this device', { redirect_uri: 'http://127.0.0.1/callback' }],
    ['an answer to no address', { redirect_uri: 'nowhere' }],
    ['one that was pushed', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }],
  ])('is not approved beforehand when it asks for %s', async (_what, changes) => {
    const test = createTestServer();
    const { open } = await allowed(test);
    const sent = standingApprovals(test);
    await open(changes);
    expect(sent).toEqual([undefined]);
  });

  it('is not approved beforehand once the consent is withdrawn, or the session has ended', async () => {
    const test = createTestServer();
    const { open } = await allowed(test);
    const sent = standingApprovals(test);
    await test.consents.service.deleteConsent({ subject: ada.subject, clientId: 'demo-web' });
    expect((await open()).headers.location).toMatch(consent);
    for (const token of test.directory.liveSessions()) {
      await test.directory.sessions.deleteSession({ sessionToken: token });
    }
    expect((await open()).headers.location).toMatch(/^\/sign-in\?/);
    expect(sent).toEqual([undefined, undefined]);
  });

  it('is answered for a directory, too, that tells the session alone', async () => {
    const test = createTestServer();
    const { open } = await allowed(test);
    const { getSession } = test.directory.sessions;
    test.directory.sessions.getSession = ({ sessionToken = '' }) => getSession({ sessionToken });
    expect((await open()).headers.location).toBe(code);
  });

  it.each<Record<string, string>>([{}, { prompt: 'none' }])(
    'is answered by the authorization endpoint itself, with what came from the call that brought it (%j)',
    async (changes) => {
      const test = createTestServer();
      withoutStandingApprovals(test);
      const { open } = await allowed(test);
      test.issuer.service.getAuthorizationRequest = () => Promise.reject(new Error('not needed'));
      const response = await open(changes);
      expect([response.statusCode, response.headers.location]).toEqual([303, code]);
    },
  );

  it('is answered for an issuer, too, that tells its handle alone', async () => {
    const test = createTestServer();
    withoutStandingApprovals(test);
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
