import { GrantService, type TokenResponse } from '@latchkey/contracts';
import { TOKEN_EXCHANGE, type OAuthError } from '@latchkey/oauth';
import { decodeJwt } from 'jose';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver, type Prover } from '../testing/test-prover';

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const grantTypes = [TOKEN_EXCHANGE, 'client_credentials'];

let test: TestIssuer;
let owner: Prover;
let thief: Prover;
beforeAll(async () => {
  test = await startTestIssuer();
  [owner, thief] = await Promise.all([createProver(test.now), createProver(test.now)]);
  const register = (clientId: string, subjectClientIds: string[], impersonation = false) =>
    registerConfidentialClient(test, clientId, {
      grantTypes,
      tokenExchange: { subjectClientIds, impersonation },
    });
  register('api', ['web', 'reader']);
  register('reader', ['web', 'api']);
  register('impersonator', ['web', 'api'], true);
});
afterAll(() => test?.stop());
// Revocations of a client concern what was issued up to that second.
beforeEach(() => test.pass(1));

const userToken = async (by?: Prover) => {
  const { redemption } = await authorize(test);
  const proof = by ? await by.prove() : '';
  return granted(await exchange(test, 'web', 'authorization_code', redemption, [], proof)).accessToken;
};
const ownToken = async (clientId: string, by?: Prover) => {
  const more = { dpopProof: by ? await by.prove() : '' };
  return granted(await exchangeConfidentially(test, clientId, 'client_credentials', {}, more)).accessToken;
};
const trade = async (
  clientId: string,
  subject_token: string,
  by?: Prover,
  more: Record<string, string> = {},
) =>
  exchangeConfidentially(
    test,
    clientId,
    TOKEN_EXCHANGE,
    { subject_token, subject_token_type: ACCESS_TOKEN, ...more },
    { dpopProof: by ? await by.prove() : '' },
  );
const claimsOf = (answer: TokenResponse | OAuthError) => decodeJwt(granted(answer).accessToken);
const introspect = async (...tokens: string[]) =>
  (await test.tokens.introspectTokens({ tokens })).introspections;

describe('an exchanged token', () => {
  it('is bound to the key of the proof that its request brought, and to none without', async () => {
    const token = await userToken();
    const bound = granted(await trade('api', token, owner));
    expect(bound).toMatchObject({ tokenType: 'DPoP', issuedTokenType: ACCESS_TOKEN });
    expect(claimsOf(bound)).toMatchObject({ cnf: { jkt: owner.thumbprint } });
    const bearer = granted(await trade('api', token));
    expect(bearer.tokenType).toBe('Bearer');
    expect(claimsOf(bearer)).not.toHaveProperty('cnf');
  });

  it('comes from a bound token with a proof of that key alone, and is bound to it too', async () => {
    const token = await userToken(owner);
    const garbage = await trade('api', 'nonsense');
    for (const by of [undefined, thief]) expect(await trade('api', token, by)).toEqual(garbage);
    expect(garbage).toMatchObject({ code: 'invalid_request' });
    const once = granted(await trade('api', token, owner));
    expect(claimsOf(once)).toMatchObject({ cnf: { jkt: owner.thumbprint } });
    for (const by of [undefined, thief])
      expect(await trade('reader', once.accessToken, by)).toMatchObject({ code: 'invalid_request' });
    expect(await trade('reader', once.accessToken, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('does not come with a bound actor token whose key is not proven', async () => {
    const token = await userToken();
    const actor = { actor_token: await ownToken('api', owner), actor_token_type: ACCESS_TOKEN };
    for (const by of [undefined, thief])
      expect(await trade('api', token, by, actor)).toMatchObject({ code: 'invalid_request' });
    expect(await trade('api', token, owner, actor)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('names the client of the first token, however often it is passed on, unless that client has it', async () => {
    const token = await userToken();
    const first = granted(await trade('api', token));
    expect(claimsOf(first)).toMatchObject({ client_id: 'api', origin_client_id: 'web' });
    const second = await trade('reader', first.accessToken);
    expect(claimsOf(second)).toMatchObject({ client_id: 'reader', origin_client_id: 'web' });
    const impersonated = await trade('impersonator', token);
    expect(claimsOf(impersonated)).toMatchObject({ client_id: 'impersonator', origin_client_id: 'web' });
    const own = await ownToken('api');
    expect(claimsOf(await trade('api', own))).not.toHaveProperty('origin_client_id');
    const lent = granted(await trade('reader', own)).accessToken;
    expect(decodeJwt(lent)).toMatchObject({ origin_client_id: 'api' });
    const returned = granted(await trade('api', lent)).accessToken;
    expect(decodeJwt(returned)).not.toHaveProperty('origin_client_id');
    expect(claimsOf(await trade('reader', returned))).toMatchObject({ origin_client_id: 'api' });
  });

  it('ends when the tokens of that client are revoked, and when those of its holder are', async () => {
    const cli = test.connectAs('cli');
    const revoke = (value: string) =>
      cli.service(GrantService).revokeGrants({ revoked: { case: 'clientId', value } });
    const passOn = async () => {
      const first = granted(await trade('api', await userToken())).accessToken;
      return [first, granted(await trade('reader', first)).accessToken];
    };
    const states = async (tokens: string[]) => (await introspect(...tokens)).map(({ active }) => active);

    const tokens = await passOn();
    expect(await introspect(...tokens)).toMatchObject([{ originClientId: 'web' }, { originClientId: 'web' }]);
    await revoke('web');
    expect(await states(tokens)).toEqual([false, false]);
    expect(await trade('reader', tokens[0] ?? '')).toMatchObject({ code: 'invalid_request' });

    test.pass(1);
    const later = await passOn();
    expect(await states(later)).toEqual([true, true]);
    await revoke('reader');
    expect(await states(later)).toEqual([true, false]);
    cli.close();
  });

  it('ends when that client is disabled', async () => {
    const { accessToken } = granted(await trade('api', await userToken()));
    const web = test.directory.clients.get('web')!;
    const change = (disabled: boolean) => {
      web.disabled = disabled;
      test.directory.changed('web');
      test.pass(1);
    };
    change(true);
    expect(await introspect(accessToken)).toMatchObject([{ active: false }]);
    change(false);
    expect(await introspect(accessToken)).toMatchObject([{ active: true }]);
  });
});
