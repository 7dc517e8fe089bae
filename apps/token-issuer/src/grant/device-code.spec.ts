import { ClientAuthenticationMethod } from '@latchkey/contracts';
import { DEVICE_CODE, OAuthError } from '@latchkey/oauth';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { otherResource, resource } from '../testing/test-clients';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const poll = (device_code: string) => exchange(test, 'tv', DEVICE_CODE, { device_code });

describe('a device code', () => {
  it('becomes tokens for the user who approved', async () => {
    const answer = await poll('code-1');
    expect(answer).toMatchObject({
      tokenType: 'Bearer',
      scope: 'flex:read',
      refreshToken: expect.stringMatching(/^.{86}$/),
    });
  });

  it('gets the same answer again within the window, and from many polls at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => poll('code-2')));
    test.pass(59);
    answers.push(await poll('code-2'));
    expect(
      new Set(answers.map((answer) => (answer instanceof OAuthError ? answer.message : answer.accessToken)))
        .size,
    ).toBe(1);
  });

  it('is refused after the window, without harm to the device', async () => {
    const answer = await poll('code-3');
    if (answer instanceof OAuthError) throw answer;
    test.pass(60);
    expect(await poll('code-3')).toMatchObject({ code: 'invalid_grant' });
    expect(await exchange(test, 'tv', 'refresh_token', { refresh_token: answer.refreshToken })).toMatchObject(
      { tokenType: 'Bearer' },
    );
  });

  it('keeps its answer from another client, even if it should get so far', async () => {
    const answer = await poll('code-4');
    test.directory.clients.get('codes-only')!.grantTypes.push(DEVICE_CODE);
    test.pass(1);
    const foreign = await exchange(test, 'codes-only', DEVICE_CODE, { device_code: 'code-4' });
    expect(foreign).toMatchObject({ code: 'invalid_grant' });
    expect(await poll('code-4')).toEqual(answer);
  });

  it('gives a token for the resource that is named, if it was allowed', async () => {
    const named = (...resources: string[]) =>
      exchange(test, 'tv', DEVICE_CODE, { device_code: 'code-5' }, resources);
    expect(await named(otherResource)).toMatchObject({ code: 'invalid_target' });
    expect(await named(resource)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('leaves a grant that is known to be a device', async () => {
    const { redemption } = await authorize(test);
    await exchange(test, 'web', 'authorization_code', redemption);
    const { rows } = await test.pool.query(
      'SELECT client_id, bool_and(device) AS device FROM grants GROUP BY client_id ORDER BY client_id',
    );
    expect(rows).toEqual([
      { client_id: 'tv', device: true },
      { client_id: 'web', device: false },
    ]);
  });

  it('must be there', async () => {
    expect(await exchange(test, 'tv', DEVICE_CODE, {})).toMatchObject({ code: 'invalid_request' });
  });
});

describe('a device authorization request', () => {
  const request = (clientId: string, parameters: Record<string, string> = {}) =>
    test.device.authorization.requestDeviceAuthorization({
      clientAuthentication: { method: ClientAuthenticationMethod.NONE, clientId },
      parameters,
      remoteAddress: '192.0.2.1',
      userAgent: 'TV/1.0',
    });

  it('is answered with the codes and where to type them', async () => {
    expect(await request('tv')).toMatchObject({
      deviceCode: 'device-code',
      userCode: 'ETE39050',
      verificationUri: `${issuer}/device`,
      verificationUriComplete: `${issuer}/device?user_code=ETE39050`,
    });
    expect(test.device.started.at(-1)).toMatchObject({
      clientId: 'tv',
      clientName: 'The tv',
      scopes: ['flex:read', 'flex:control'],
      resources: [resource],
      remoteAddress: '192.0.2.1',
      userAgent: 'TV/1.0',
    });
  });

  it('is refused to a client that is not registered for it, to an unknown one, and for a foreign scope', async () => {
    await expect(request('web')).rejects.toMatchObject({ code: 'unauthorized_client' });
    await expect(request('nobody')).rejects.toMatchObject({ code: 'invalid_client' });
    await expect(request('tv', { scope: 'admin' })).rejects.toMatchObject({ code: 'invalid_scope' });
  });
});
