import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod as Method, ClientSchema, TokenService } from '@latchkey/contracts';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { opaqueResource } from '../testing/test-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { eventually } from '../testing/test-revocations';

let test: TestIssuer;
let replica: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
  replica = await startTestIssuer({}, test);
  const service = create(ClientSchema, {
    clientId: 'opaque-service',
    tokenEndpointAuthMethod: 'client_secret_basic',
    secretHashes: [createHash('sha256').update('service-secret').digest()],
    grantTypes: ['client_credentials'],
    scopes: ['opaque:read'],
    resources: [opaqueResource],
  });
  test.directory.clients.set(service.clientId, service);
  await eventually(() => test.revocations.isCurrent() && replica.revocations.isCurrent());
});
afterAll(async () => {
  await replica?.stop();
  await test?.stop();
});

const web = { method: Method.NONE, clientId: 'web' };
const secret = (clientId: string) => ({
  method: Method.CLIENT_SECRET_BASIC,
  clientId,
  credential: 'service-secret',
});
const revoke = (token: string, clientAuthentication: object = web) =>
  test.tokens.revokeToken({ clientAuthentication, token });
const isActive = async (token: string, at = test) =>
  (await at.tokens.introspectTokens({ tokens: [token] })).introspections[0]!.active;

/** Tokens that user-1 allowed the client "web". */
async function tokens() {
  const answer = await exchange(test, 'web', 'authorization_code', (await authorize(test)).redemption);
  if (!('accessToken' in answer)) throw answer;
  return answer;
}
const refresh = (token: string) => exchange(test, 'web', 'refresh_token', { refresh_token: token });
async function serviceToken(clientId: string) {
  const { outcomes } = await test.tokens.exchangeTokens({
    tokenRequests: [{ clientAuthentication: secret(clientId), grantType: 'client_credentials' }],
  });
  const outcome = outcomes[0]!.outcome;
  if (outcome.case !== 'tokenResponse') throw new Error(outcome.value?.description);
  return outcome.value.accessToken;
}

describe('RevokeToken', () => {
  it('ends the grant of a refresh token, before it answers', async () => {
    const { accessToken, refreshToken } = await tokens();
    expect(await isActive(accessToken)).toBe(true);
    await revoke(refreshToken);
    expect(await isActive(accessToken)).toBe(false);
    expect(await refresh(refreshToken)).toMatchObject({ code: 'invalid_grant' });
  });

  it('takes any refresh token of the family, the last or one long replaced', async () => {
    for (const rounds of [1, 3]) {
      const first = await tokens();
      let current = first;
      for (let round = 0; round < rounds; round++) {
        const next = await refresh(current.refreshToken);
        if (!('accessToken' in next)) throw next;
        current = next;
      }
      await revoke(first.refreshToken);
      expect(await isActive(current.accessToken)).toBe(false);
      expect(await refresh(current.refreshToken)).toMatchObject({ code: 'invalid_grant' });
    }
  });

  it('ends an access token alone', async () => {
    const { accessToken, refreshToken } = await tokens();
    await revoke(accessToken);
    expect(await isActive(accessToken)).toBe(false);
    const next = await refresh(refreshToken);
    if (!('accessToken' in next)) throw next;
    expect(await isActive(next.accessToken)).toBe(true);
  });

  it.each(['service', 'opaque-service'])('ends a token that %s got for itself', async (clientId) => {
    const [token, another] = [await serviceToken(clientId), await serviceToken(clientId)];
    await revoke(token, secret(clientId));
    expect(await isActive(token)).toBe(false);
    expect(await isActive(another)).toBe(true);
  });

  it('reaches the other replica', async () => {
    const { accessToken, refreshToken } = await tokens();
    expect(await isActive(accessToken, replica)).toBe(true);
    await revoke(refreshToken);
    await eventually(async () => !(await isActive(accessToken, replica)), 1_000);
  });

  it('leaves the tokens of another client as they are, with the same answer', async () => {
    const { accessToken, refreshToken } = await tokens();
    const other = { method: Method.NONE, clientId: 'other-web' };
    await expect(revoke(refreshToken, other)).resolves.toMatchObject({});
    await expect(revoke(accessToken, other)).resolves.toMatchObject({});
    expect(await isActive(accessToken)).toBe(true);
    expect(await refresh(refreshToken)).toHaveProperty('accessToken');
  });

  it('may be repeated', async () => {
    const { accessToken, refreshToken } = await tokens();
    for (const token of [accessToken, accessToken, refreshToken, refreshToken, accessToken]) {
      await expect(revoke(token)).resolves.toMatchObject({});
    }
  });

  it('stores nothing for a token that has ended', async () => {
    const { accessToken } = await tokens();
    test.pass(600);
    const count = async () => (await test.pool.query('SELECT 1 FROM revocations')).rowCount;
    const before = await count();
    await revoke(accessToken);
    expect(await count()).toBe(before);
  });

  it('keeps the entry of a grant until its last access token has ended', async () => {
    const { refreshToken } = await tokens();
    test.pass(60);
    const next = await refresh(refreshToken);
    if (!('accessToken' in next)) throw next;
    await revoke(next.refreshToken);
    const { rows } = await test.pool.query(
      'SELECT expires_at FROM revocations ORDER BY position DESC LIMIT 1',
    );
    expect(rows).toEqual([{ expires_at: new Date(test.now().getTime() + 600_000) }]);
  });

  it('has the client prove who it is', async () => {
    const token = await serviceToken('service');
    const wrong = { ...secret('service'), credential: 'wrong' };
    await expect(revoke(token, wrong)).rejects.toMatchObject({ code: 'invalid_client' });
    await expect(revoke(token, { method: Method.NONE, clientId: 'nobody' })).rejects.toMatchObject({
      code: 'invalid_client',
    });
    await expect(test.tokens.revokeToken({ token })).rejects.toMatchObject({ code: 'invalid_client' });
    expect(await isActive(token)).toBe(true);
  });

  it('refuses a request without a token', async () => {
    await expect(revoke('')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('is for the gateway alone', async () => {
    const api = test.connectAs('demo-api');
    const call = api.service(TokenService).revokeToken({ clientAuthentication: web, token: 'x' });
    await expect(call).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    api.close();
  });

  it('answers alike for whatever is no token, and harms none', async () => {
    const { accessToken, refreshToken } = await tokens();
    const change = fc
      .tuple(fc.constantFrom(accessToken, refreshToken), fc.nat(2_000), fc.string())
      .map(
        ([value, at, text]) =>
          value.slice(0, at % value.length) + text + value.slice((at % value.length) + 2),
      );
    const token = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{86}$/),
      fc.stringMatching(/^lk_at_[\w-]{1,60}\.[\w-]{0,200}$/),
      change,
    );
    await fc.assert(
      fc.asyncProperty(token, async (value) => {
        fc.pre(value !== '');
        await expect(revoke(value)).resolves.toMatchObject({});
      }),
      { numRuns: 150 },
    );
    expect(await isActive(accessToken)).toBe(true);
    expect(await refresh(refreshToken)).toHaveProperty('accessToken');
  }, 20_000);
});
