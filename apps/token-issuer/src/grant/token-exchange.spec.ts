import type { TokenResponse } from '@latchkey/contracts';
import { TOKEN_EXCHANGE, type OAuthError } from '@latchkey/oauth';
import { decodeJwt } from 'jose';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import { opaqueResource, otherResource, resource } from '../testing/test-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';
const grantTypes = [TOKEN_EXCHANGE, 'client_credentials'];

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
  const exchanges = (...subjectClientIds: string[]) => ({ subjectClientIds, impersonation: false });
  const all = [resource, otherResource, opaqueResource];
  registerConfidentialClient(test, 'api', { grantTypes, tokenExchange: exchanges('web', 'wide', 'hidden') });
  registerConfidentialClient(test, 'reader', {
    grantTypes,
    scopes: ['flex:read'],
    tokenExchange: exchanges('web', 'api'),
  });
  registerConfidentialClient(test, 'impersonator', {
    grantTypes,
    tokenExchange: { subjectClientIds: ['web', 'api'], impersonation: true },
  });
  registerConfidentialClient(test, 'unregistered', { grantTypes });
  registerConfidentialClient(test, 'elsewhere', {
    grantTypes,
    resources: [otherResource],
    scopes: ['other:read'],
    tokenExchange: exchanges('web'),
  });
  registerConfidentialClient(test, 'wide', {
    grantTypes,
    resources: [resource, otherResource],
    scopes: ['flex:read', 'flex:control', 'other:read'],
    tokenExchange: exchanges(),
  });
  registerConfidentialClient(test, 'hidden', {
    grantTypes,
    resources: all,
    scopes: ['flex:read', 'opaque:read'],
    tokenExchange: exchanges('api'),
  });
});
afterAll(() => test?.stop());

const userToken = async (): Promise<TokenResponse> => {
  const { redemption } = await authorize(test);
  return granted(await exchange(test, 'web', 'authorization_code', redemption));
};
const ownToken = async (clientId: string, resources: string[] = []) =>
  granted(await exchangeConfidentially(test, clientId, 'client_credentials', {}, { resources })).accessToken;
const trade = (
  clientId: string,
  subject_token: string,
  more: Record<string, string> = {},
  targets: { resources?: string[]; audiences?: string[] } = {},
) =>
  exchangeConfidentially(
    test,
    clientId,
    TOKEN_EXCHANGE,
    { subject_token, subject_token_type: ACCESS_TOKEN, ...more },
    targets,
  );
const claimsOf = (answer: TokenResponse | OAuthError) => decodeJwt(granted(answer).accessToken);

describe('token exchange', () => {
  it('gives a token for the same subject and grant that names the client as the actor', async () => {
    const { accessToken } = await userToken();
    const answer = granted(await trade('api', accessToken));
    expect(answer).toMatchObject({ tokenType: 'Bearer', issuedTokenType: ACCESS_TOKEN, refreshToken: '' });
    const subject = decodeJwt(accessToken);
    expect(claimsOf(answer)).toMatchObject({
      sub: 'user-1',
      client_id: 'api',
      act: { sub: 'api' },
      aud: resource,
      scope: 'flex:read flex:control',
      grant_id: subject['grant_id'],
      auth_time: subject['auth_time'],
    });
    expect(claimsOf(answer).jti).not.toBe(subject.jti);
  });

  it("trades a client's own token", async () => {
    expect(claimsOf(await trade('api', await ownToken('api'), { scope: 'flex:read' }))).toMatchObject({
      sub: 'api',
      act: { sub: 'api' },
      scope: 'flex:read',
    });
  });

  it('gives no scope that the token or the registration lacks, and says which it gave', async () => {
    const { accessToken } = await userToken();
    const read = granted(await trade('reader', accessToken));
    expect(read.scope).toBe('flex:read');
    expect(await trade('reader', accessToken, { scope: 'flex:control' })).toMatchObject({
      code: 'invalid_scope',
    });
    const narrow = granted(await trade('api', accessToken, { scope: 'flex:read' })).accessToken;
    expect(await trade('api', narrow, { scope: 'flex:control' })).toMatchObject({ code: 'invalid_scope' });
    expect(granted(await trade('api', narrow)).scope).toBe('flex:read');
  });

  it('gives no resource that the token or the registration lacks, whether named as resource or audience', async () => {
    const { accessToken } = await userToken();
    for (const targets of [
      { resources: [otherResource] },
      { audiences: [otherResource] },
      { audiences: ['api'] },
    ]) {
      expect(await trade('api', accessToken, {}, targets)).toMatchObject({ code: 'invalid_target' });
      expect(await trade('wide', await ownToken('wide', [resource]), {}, targets)).toMatchObject({
        code: 'invalid_target',
      });
    }
    expect(claimsOf(await trade('api', accessToken, {}, { audiences: [resource] }))).toMatchObject({
      aud: resource,
    });
  });

  it('gives the scopes of the resources that are named, and no others', async () => {
    const wide = await ownToken('wide');
    expect(decodeJwt(wide).aud).toEqual([resource, otherResource]);
    const answer = granted(await trade('wide', wide, {}, { resources: [otherResource] }));
    expect(answer.scope.split(' ').sort()).toEqual(['flex:read', 'other:read']);
    expect(claimsOf(answer)).toMatchObject({ aud: otherResource });
  });

  it('gives no longer a life than the token has left', async () => {
    const { accessToken } = await userToken();
    test.pass(450);
    const answer = granted(await trade('api', accessToken));
    expect(answer.expiresInSeconds).toBe(150);
    expect(claimsOf(answer).exp).toBe(decodeJwt(accessToken).exp);
    test.pass(150);
    expect(await trade('api', accessToken)).toMatchObject({ code: 'invalid_request' });
    expect(await trade('api', answer.accessToken)).toMatchObject({ code: 'invalid_request' });
  });

  it('ends with the grant, before whoever used the code again has an answer', async () => {
    const isActive = async (token: string) =>
      (await test.tokens.introspectTokens({ tokens: [token] })).introspections[0]?.active;
    // Many times: the database's own news of a revocation is often as fast.
    for (let time = 0; time < 20; time += 1) {
      const { redemption } = await authorize(test);
      const { accessToken } = granted(await exchange(test, 'web', 'authorization_code', redemption));
      const traded = granted(await trade('api', accessToken)).accessToken;
      expect(await isActive(traded)).toBe(true);
      await exchange(test, 'web', 'authorization_code', redemption);
      expect(await isActive(traded)).toBe(false);
      expect(await trade('api', accessToken)).toMatchObject({ code: 'invalid_request' });
      expect(await trade('api', traded)).toMatchObject({ code: 'invalid_request' });
    }
  });

  it('nests those who acted before, four at most', async () => {
    let { accessToken } = await userToken();
    const chain = ['api', 'reader', 'reader', 'reader'];
    for (const clientId of chain) accessToken = granted(await trade(clientId, accessToken)).accessToken;
    const by = (sub: string, act?: object) => ({ sub, ...(act && { act }) });
    expect(decodeJwt(accessToken)['act']).toEqual(by('reader', by('reader', by('reader', by('api')))));
    expect(await trade('reader', accessToken)).toMatchObject({
      code: 'invalid_request',
      description: expect.stringContaining('4 actors'),
    });
  });

  it('is for clients with a policy alone, and never for a public one', async () => {
    const { accessToken } = await userToken();
    expect(await trade('unregistered', accessToken)).toMatchObject({ code: 'unauthorized_client' });
    registerConfidentialClient(test, 'public', {
      tokenEndpointAuthMethod: 'none',
      grantTypes,
      tokenExchange: { subjectClientIds: ['web'], impersonation: true },
    });
    const parameters = { subject_token: accessToken, subject_token_type: ACCESS_TOKEN };
    expect(await exchange(test, 'public', TOKEN_EXCHANGE, parameters)).toMatchObject({
      code: 'unauthorized_client',
      description: expect.stringContaining('confidential'),
    });
  });

  it("refuses another client's token, a disabled client's and an invalid one in the same words", async () => {
    const { accessToken } = await userToken();
    const foreign = await trade('wide', accessToken);
    const nothingInCommon = await trade('elsewhere', accessToken);
    const forged = await trade('api', `${accessToken.slice(0, -6)}AAAAAA`);
    const web = test.directory.clients.get('web')!;
    web.disabled = true;
    test.directory.changed('web');
    test.pass(1);
    const disabled = await trade('api', accessToken);
    web.disabled = false;
    test.directory.changed('web');
    test.pass(1);
    const refresh = await trade('api', (await userToken()).refreshToken);
    const refusals = [foreign, nothingInCommon, forged, disabled, refresh] as OAuthError[];
    expect(refusals.map(({ code }) => code)).toEqual(refusals.map(() => 'invalid_request'));
    expect(new Set(refusals.map(({ description }) => description)).size).toBe(1);
  });

  it('needs the token and its type, and knows access tokens alone', async () => {
    const { accessToken } = await userToken();
    const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
    const send = (parameters: Record<string, string>) =>
      exchangeConfidentially(test, 'api', TOKEN_EXCHANGE, parameters);
    expect(await send({ subject_token_type: ACCESS_TOKEN })).toMatchObject({ code: 'invalid_request' });
    expect(await send({ subject_token: accessToken })).toMatchObject({ code: 'invalid_request' });
    for (const name of ['subject_token_type', 'requested_token_type'])
      expect(await trade('api', accessToken, { [name]: ID_TOKEN })).toMatchObject({
        code: 'invalid_request',
      });
    for (const type of [ACCESS_TOKEN, JWT]) {
      expect(
        await trade('api', accessToken, { subject_token_type: type, requested_token_type: type }),
      ).toMatchObject({ issuedTokenType: type });
    }
  });
});

describe('an actor token', () => {
  it('has to speak for the client itself, and changes nothing', async () => {
    const { accessToken } = await userToken();
    const withActor = async (actor_token: string) =>
      trade('api', accessToken, { actor_token, actor_token_type: ACCESS_TOKEN });
    expect(claimsOf(await withActor(await ownToken('api')))).toMatchObject({ act: { sub: 'api' } });
    const passedOn = granted(await trade('api', await ownToken('api'))).accessToken;
    for (const wrong of [await ownToken('wide'), accessToken, passedOn, 'nonsense'])
      expect(await withActor(wrong)).toMatchObject({ code: 'invalid_request' });
  });

  it('comes with its type, and the type with it', async () => {
    const { accessToken } = await userToken();
    const withoutType = await trade('api', accessToken, { actor_token: await ownToken('api') });
    const withoutToken = await trade('api', accessToken, { actor_token_type: ACCESS_TOKEN });
    for (const answer of [withoutType, withoutToken])
      expect(answer).toMatchObject({ code: 'invalid_request' });
  });
});

describe('impersonation', () => {
  it('gives a token without an actor to a client whose policy allows it and that brings none', async () => {
    const { accessToken } = await userToken();
    const claims = claimsOf(await trade('impersonator', accessToken));
    expect(claims).toMatchObject({ sub: 'user-1', client_id: 'impersonator' });
    expect(claims).not.toHaveProperty('act');
    const actor = { actor_token: await ownToken('impersonator'), actor_token_type: ACCESS_TOKEN };
    expect(claimsOf(await trade('impersonator', accessToken, actor))).toMatchObject({
      act: { sub: 'impersonator' },
    });
  });

  it('does not hide who acted before', async () => {
    const { accessToken } = await userToken();
    const delegated = granted(await trade('api', accessToken)).accessToken;
    expect(claimsOf(await trade('impersonator', delegated))['act']).toEqual({ sub: 'api' });
  });
});

describe('an opaque access token', () => {
  it('is given and taken where the resource wants it', async () => {
    const opaque = await ownToken('hidden', [opaqueResource]);
    expect(opaque).toMatch(/^lk_at_/);
    const traded = granted(await trade('hidden', opaque, { scope: 'opaque:read' }));
    expect(traded).toMatchObject({
      tokenType: 'Bearer',
      issuedTokenType: ACCESS_TOKEN,
      scope: 'opaque:read',
    });
    expect(traded.accessToken).toMatch(/^lk_at_/);
    const { introspections } = await test.tokens.introspectTokens({ tokens: [traded.accessToken] });
    expect(introspections).toMatchObject([{ active: true, actors: ['hidden'], audiences: [opaqueResource] }]);
  });

  it('is no JWT, neither as what is given nor as what is asked for', async () => {
    const opaque = await ownToken('hidden', [opaqueResource]);
    expect(await trade('hidden', opaque, { subject_token_type: JWT })).toMatchObject({
      code: 'invalid_request',
    });
    expect(await trade('hidden', opaque, { requested_token_type: JWT })).toMatchObject({
      code: 'invalid_request',
    });
  });

  it('is not for a resource that reads JWTs at the same time', async () => {
    const both = { resources: [resource, opaqueResource] };
    expect(await exchangeConfidentially(test, 'hidden', 'client_credentials', {}, both)).toMatchObject({
      code: 'invalid_target',
    });
  });
});
