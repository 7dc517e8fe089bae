import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuthorizationService } from '@latchkey/contracts';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { resource } from '../testing/test-clients';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const valid = {
  client_id: 'web',
  redirect_uri: 'https://web.example/callback',
  response_type: 'code',
  state: 'a b&c',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
const push = async (changes: Record<string, string | undefined>, resources: string[] = []) => {
  const parameters = Object.fromEntries(
    Object.entries({ ...valid, ...changes }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    ),
  );
  return (await test.authorization.pushAuthorizationRequest({ parameters, resources })).outcome;
};

describe('an authorization request', () => {
  it('is stored with what it asks for', async () => {
    const outcome = await push({ scope: 'flex:read', login_hint: 'ada@example.com' }, [resource]);
    if (outcome.case !== 'accepted') throw new Error('refused');
    expect(outcome.value.expiresInSeconds).toBe(1_800);
    const { authorizationRequest } = await test.authorization.getAuthorizationRequest({
      requestUri: outcome.value.requestUri,
    });
    expect(authorizationRequest).toMatchObject({
      clientId: 'web',
      clientName: 'The web',
      redirectUri: 'https://web.example/callback',
      scopes: ['flex:read'],
      resources: [resource],
      loginHint: 'ada@example.com',
      expireTime: timestampFromDate(new Date(test.now().getTime() + 1_800_000)),
    });
    expect(outcome.value.authorizationRequest).toEqual(authorizationRequest);
  });

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
    ['an unregistered redirect URI', { redirect_uri: 'https://web.example/callback/' }],
    ['no redirect URI', { redirect_uri: undefined }],
    ['the redirect URI of another client', { redirect_uri: 'https://other.example/callback' }],
  ])('is refused without a redirect for %s', async (_, changes) => {
    const outcome = await push(changes);
    expect(outcome).toMatchObject({
      case: 'refused',
      value: { location: '', error: { code: 'invalid_request' } },
    });
  });

  it.each([
    ['no response type', { response_type: undefined }, 'invalid_request'],
    ['the implicit response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a fragment response', { response_mode: 'fragment' }, 'invalid_request'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a request object', { request: 'eyJ' }, 'invalid_request'],
    ['a scope beyond the registration', { scope: 'admin' }, 'invalid_scope'],
  ])('is refused at the redirect URI for %s', async (_, changes, error) => {
    const outcome = await push(changes);
    if (outcome.case !== 'refused') throw new Error('accepted');
    const location = new URL(outcome.value.location);
    expect(location.origin + location.pathname).toBe(valid.redirect_uri);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ error, state: 'a b&c', iss: issuer });
  });

  it('takes any port of a loopback redirect URI, and answers there', async () => {
    const { location } = await authorize(test, { redirect_uri: 'http://127.0.0.1:51234/callback' });
    expect(location.startsWith('http://127.0.0.1:51234/callback?code=')).toBe(true);
  });

  it('cannot be found under an invented handle, nor after its time', async () => {
    const { requestUri } = await authorize(test);
    const invented = requestUri.slice(0, -1) + (requestUri.endsWith('A') ? 'B' : 'A');
    for (const handle of [invented, 'x', '']) {
      await expect(test.authorization.getAuthorizationRequest({ requestUri: handle })).rejects.toMatchObject({
        status: 'NOT_FOUND',
      });
    }
    test.pass(1_800);
    await expect(test.authorization.getAuthorizationRequest({ requestUri })).rejects.toMatchObject({
      status: 'NOT_FOUND',
    });
  });

  it('can be seen after its time by who leads people back to the application, and not be decided on', async () => {
    const outcome = await push({});
    if (outcome.case !== 'accepted') throw new Error('refused');
    const { requestUri } = outcome.value;
    const authTime = timestampFromDate(test.now());
    test.pass(1_800);
    const { authorizationRequest } = await test.authorization.getAuthorizationRequest({
      requestUri,
      includeExpired: true,
    });
    expect(authorizationRequest).toMatchObject({ clientName: 'The web', redirectUri: valid.redirect_uri });
    const gone = { status: 'NOT_FOUND' };
    const approval = { requestUri, subject: 'user-1', authTime, scopes: ['flex:read'] };
    await expect(test.authorization.approveAuthorizationRequest(approval)).rejects.toMatchObject(gone);
    await expect(test.authorization.denyAuthorizationRequest({ requestUri })).rejects.toMatchObject(gone);
  });
});

describe('a decision', () => {
  it('sends the code, the state and the issuer to the client', async () => {
    const { location } = await authorize(test, { state: 'a b&c' });
    const { searchParams } = new URL(location);
    expect(searchParams.get('state')).toBe('a b&c');
    expect(searchParams.get('iss')).toBe(issuer);
    expect(searchParams.get('code')).toMatch(/^[A-Za-z0-9_-]{86}$/);
  });

  it('may be repeated when its answer was lost: the newest code works, the one before does not', async () => {
    const { approval, redemption } = await authorize(test);
    const again = await test.authorization.approveAuthorizationRequest(approval);
    const code = new URL(again.location).searchParams.get('code') ?? '';
    expect(await exchange(test, 'web', 'authorization_code', redemption)).toMatchObject({
      code: 'invalid_grant',
    });
    expect(await exchange(test, 'web', 'authorization_code', { ...redemption, code })).toMatchObject({
      tokenType: 'Bearer',
    });
    await expect(test.authorization.approveAuthorizationRequest(approval)).rejects.toMatchObject({
      status: 'FAILED_PRECONDITION',
    });
  });

  it('stands: a refusal after an approval, an approval after a refusal and another user are turned away', async () => {
    const { requestUri, approval } = await authorize(test);
    await expect(test.authorization.denyAuthorizationRequest({ requestUri })).rejects.toMatchObject({
      status: 'FAILED_PRECONDITION',
    });
    await expect(
      test.authorization.approveAuthorizationRequest({ ...approval, subject: 'user-2' }),
    ).rejects.toMatchObject({ status: 'FAILED_PRECONDITION' });

    const outcome = await push({});
    if (outcome.case !== 'accepted') throw new Error('refused');
    const { requestUri: other } = outcome.value;
    const { location } = await test.authorization.denyAuthorizationRequest({ requestUri: other });
    expect(new URL(location).searchParams.get('error')).toBe('access_denied');
    expect((await test.authorization.denyAuthorizationRequest({ requestUri: other })).location).toBe(
      location,
    );
    const late = { ...approval, requestUri: other };
    await expect(test.authorization.approveAuthorizationRequest(late)).rejects.toMatchObject({
      status: 'FAILED_PRECONDITION',
    });
  });

  it('has one winner when an approval and a refusal race', async () => {
    for (let round = 0; round < 10; round += 1) {
      const outcome = await push({});
      if (outcome.case !== 'accepted') throw new Error('refused');
      const { requestUri } = outcome.value;
      const approval = {
        requestUri,
        subject: 'user-1',
        authTime: timestampFromDate(test.now()),
        scopes: ['flex:read'],
      };
      const settled = await Promise.allSettled([
        test.authorization.approveAuthorizationRequest(approval),
        test.authorization.denyAuthorizationRequest({ requestUri }),
      ]);
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('may allow less than was asked for, never more, and never nothing', async () => {
    const outcome = await push({ scope: 'flex:read' });
    if (outcome.case !== 'accepted') throw new Error('refused');
    const approval = {
      requestUri: outcome.value.requestUri,
      subject: 'user-1',
      authTime: timestampFromDate(test.now()),
    };
    for (const scopes of [['flex:read', 'flex:control'], []]) {
      await expect(
        test.authorization.approveAuthorizationRequest({ ...approval, scopes }),
      ).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
    }
  });

  it('is for the front end alone to bring', async () => {
    const gateway = test.connectAs('resource-gateway');
    const { approval } = await authorize(test);
    await expect(
      gateway.service(AuthorizationService).approveAuthorizationRequest(approval),
    ).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    gateway.close();
  });
});
