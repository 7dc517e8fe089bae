import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ClientAuthenticationMethod, DenialReason } from '@latchkey/contracts';
import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

const sfa = 'https://refeds.org/profile/sfa';
const mfa = 'https://refeds.org/profile/mfa';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const parametersWith = (changes: Record<string, string>) => ({
  client_id: 'web',
  redirect_uri: 'https://web.example/callback',
  response_type: 'code',
  state: 'state-1',
  code_challenge: createCodeChallenge(createCodeVerifier()),
  code_challenge_method: 'S256',
  ...changes,
});
const clientAuthentication = { method: ClientAuthenticationMethod.NONE, clientId: 'web' };

const fromBrowser = async (changes: Record<string, string>) => {
  const parameters = parametersWith(changes);
  return (await test.authorization.pushAuthorizationRequest({ parameters })).outcome;
};
const pushed = async (changes: Record<string, string>) => {
  const { outcome } = await test.device.authorization.pushAuthorizationRequest({
    parameters: parametersWith(changes),
    clientAuthentication,
  });
  return outcome;
};
const takenUp = async (changes: Record<string, string>) => {
  const outcome = await pushed(changes);
  if (outcome.case !== 'accepted') throw new Error('refused');
  const parameters = { client_id: 'web', request_uri: outcome.value.requestUri };
  return (await test.authorization.pushAuthorizationRequest({ parameters })).outcome;
};
const ways = { 'a browser brings': fromBrowser, 'a client pushes': takenUp };

/** The handle of a request that was accepted, and the request. */
const opened = async (changes: Record<string, string>, way = fromBrowser) => {
  const outcome = await way(changes);
  if (outcome.case !== 'accepted') throw new Error('refused');
  const { requestUri } = outcome.value;
  const { authorizationRequest: request } = await test.authorization.getAuthorizationRequest({ requestUri });
  if (!request) throw new Error('there is no request');
  return { requestUri, request };
};
const secondsAgo = (seconds: number) => new Date(test.now().getTime() - seconds * 1000);
const approve = (requestUri: string, signIn: { ago?: number; acr?: string }) =>
  test.authorization.approveAuthorizationRequest({
    requestUri,
    subject: 'user-1',
    authTime: timestampFromDate(secondsAgo(signIn.ago ?? 0)),
    acr: signIn.acr ?? sfa,
    scopes: ['flex:read'],
  });
const refused = expect.objectContaining({ status: 'FAILED_PRECONDITION' });

describe.each(Object.entries(ways))('a request that %s', (_, way) => {
  it('is kept with all that it wants of the sign-in and the pages', async () => {
    const { request } = await opened(
      {
        prompt: 'consent login select_account',
        max_age: '3600',
        acr_values: `unknown phr ${mfa} phr`,
        ui_locales: 'de-CH fr x%%',
        login_hint: 'ada@example.com',
      },
      way,
    );
    expect(request).toMatchObject({
      prompts: ['consent', 'select_account'],
      acrValues: ['phr', mfa],
      uiLocales: 'de-CH fr',
      loginHint: 'ada@example.com',
    });
    // prompt=login is the stricter of the two; five seconds for clocks that differ.
    expect(request.authenticatedSince && timestampDate(request.authenticatedSince)).toEqual(secondsAgo(5));
  });

  it('wants nothing when it says nothing', async () => {
    const { request } = await opened({ prompt: '', max_age: '', acr_values: ' ', ui_locales: '' }, way);
    expect(request).toMatchObject({ prompts: [], acrValues: [], uiLocales: '', loginHint: '' });
    expect(request.authenticatedSince).toBeUndefined();
  });

  it('turns max_age into the time since which the user has to have signed in', async () => {
    const { request, requestUri } = await opened({ max_age: '600' }, way);
    expect(request.authenticatedSince && timestampDate(request.authenticatedSince)).toEqual(secondsAgo(605));
    await expect(approve(requestUri, { ago: 606 })).rejects.toEqual(refused);
    expect((await approve(requestUri, { ago: 605 })).location).toContain('code=');
  });

  it('passes on prompt=none', async () => {
    expect((await opened({ prompt: 'none' }, way)).request.prompts).toEqual(['none']);
  });
});

describe.each(Object.entries({ 'brought by a browser': fromBrowser, pushed }))('a request %s', (_, way) => {
  it.each([
    ['none beside another prompt', { prompt: 'none login' }],
    ['a prompt that nobody knows', { prompt: 'create' }],
    ['an age that is no number', { max_age: 'soon' }],
    ['a negative age', { max_age: '-1' }],
    ['an age that is no number beside prompt=login', { prompt: 'login', max_age: 'soon' }],
    ['an age without an end', { max_age: '9'.repeat(10) }],
    ['a hint that is too long', { login_hint: 'x'.repeat(257) }],
    ['a hint with a line break', { login_hint: 'ada\nbob' }],
    ['too many languages', { ui_locales: 'de '.repeat(200) }],
    ['too many classes', { acr_values: 'phr '.repeat(200) }],
  ])('is refused for %s', async (_name, changes) => {
    expect(await way(changes)).toMatchObject({
      case: 'refused',
      value: { error: { code: 'invalid_request' } },
    });
  });

  it('is refused when none of the classes that it wants is known', async () => {
    const outcome = await way({ acr_values: 'urn:example:gold urn:example:silver' });
    expect(outcome).toMatchObject({
      case: 'refused',
      value: {
        error: {
          code: 'unmet_authentication_requirements',
          description: expect.stringContaining('acr_values_supported'),
        },
      },
    });
  });
});

describe('an approval', () => {
  it.each([
    ['that is weaker than asked for', { acr_values: mfa }, { acr: sfa }],
    ['that nothing is known of, when something is asked for', { acr_values: sfa }, { acr: '' }],
    ['from before the request, after prompt=login', { prompt: 'login' }, { ago: 6 }],
  ])('is refused with a sign-in %s, and taken with a better one', async (_, changes, signIn) => {
    const { requestUri } = await opened(changes);
    await expect(approve(requestUri, signIn)).rejects.toEqual(refused);
    expect((await approve(requestUri, { acr: 'phr' })).location).toContain('code=');
    // Nor is a decision that stands given another code on a sign-in that does not do.
    await expect(approve(requestUri, signIn)).rejects.toEqual(refused);
  });

  it('takes a sign-in that is stronger than asked for, or reaches the least of what is', async () => {
    for (const [asked, acr] of [
      [sfa, 'phr'],
      [`phr ${sfa}`, mfa],
      [mfa, mfa],
    ] as const) {
      const { requestUri } = await opened({ acr_values: asked });
      expect((await approve(requestUri, { acr })).location).toContain('code=');
    }
  });

  it('is refused for a class that nobody knows', async () => {
    const { requestUri } = await opened({});
    await expect(approve(requestUri, { acr: 'gold' })).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it('counts prompt=login from when the browser came, not from when the client pushed', async () => {
    const outcome = await pushed({ prompt: 'login' });
    if (outcome.case !== 'accepted') throw new Error('refused');
    const { requestUri } = outcome.value;
    test.pass(30);
    const parameters = { client_id: 'web', request_uri: requestUri };
    await test.authorization.pushAuthorizationRequest({ parameters });
    await expect(approve(requestUri, { ago: 20 })).rejects.toEqual(refused);
    expect((await approve(requestUri, {})).location).toContain('code=');
  });
});

describe('a request that comes to nothing', () => {
  it.each([
    [DenialReason.UNSPECIFIED, 'access_denied', 'refused'],
    [DenialReason.LOGIN_REQUIRED, 'login_required', 'prompt=none'],
    [DenialReason.CONSENT_REQUIRED, 'consent_required', 'prompt=none'],
    [DenialReason.UNMET_AUTHENTICATION_REQUIREMENTS, 'unmet_authentication_requirements', 'second factor'],
  ])('for the reason %s tells the client %s, and why', async (reason, error, words) => {
    const { requestUri } = await opened({});
    const { location } = await test.authorization.denyAuthorizationRequest({ requestUri, reason });
    const answer = Object.fromEntries(new URL(location).searchParams);
    expect(answer).toEqual({
      error,
      error_description: expect.stringContaining(words),
      state: 'state-1',
      iss: issuer,
    });
    // The first reason stands, whoever comes with another.
    const again = { requestUri, reason: DenialReason.CONSENT_REQUIRED };
    expect((await test.authorization.denyAuthorizationRequest(again)).location).toBe(location);
  });

  it('for a reason of a later version was refused', async () => {
    const { requestUri } = await opened({});
    const { location } = await test.authorization.denyAuthorizationRequest({
      requestUri,
      reason: 99 as DenialReason,
    });
    expect(new URL(location).searchParams.get('error')).toBe('access_denied');
  });
});
