import { ClientAuthenticationMethod as Method, TokenService } from '@latchkey/contracts';
import { createKeySet, verifyAccessToken } from '@latchkey/jwt';
import fc from 'fast-check';
import { authorize, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { resource } from '../testing/test-clients';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const service = { method: Method.CLIENT_SECRET_BASIC, clientId: 'service', credential: 'service-secret' };
const byService = (parameters: Record<string, string> = {}) => ({
  clientAuthentication: service,
  grantType: 'client_credentials',
  parameters,
});

describe('ExchangeTokens', () => {
  it('signs tokens that the published keys verify', async () => {
    const { outcomes } = await test.tokens.exchangeTokens({ tokenRequests: [byService()] });
    const outcome = outcomes[0]!.outcome;
    if (outcome.case !== 'tokenResponse') throw new Error('refused');
    const { jwksJson, maxAgeSeconds } = await test.keys.getJwks({});
    const keySet = createKeySet(JSON.parse(jwksJson));
    const claims = await verifyAccessToken(outcome.value.accessToken, {
      keySet,
      issuer,
      audience: resource,
      clock: test.now,
    });
    expect(claims).toMatchObject({ sub: 'service', client_id: 'service', scope: 'flex:read flex:control' });
    expect(claims).not.toHaveProperty('grant_id');
    expect(outcome.value.refreshToken).toBe('');
    expect(maxAgeSeconds).toBeGreaterThan(0);
    expect(jwksJson).not.toContain('"d"');
  });

  it('answers every request of a batch in its place, whatever became of its neighbours', async () => {
    const { redemption } = await authorize(test);
    const none = (clientId: string) => ({ method: Method.NONE, clientId });
    const { outcomes } = await test.tokens.exchangeTokens({
      tokenRequests: [
        byService({ scope: 'flex:read' }),
        { ...byService(), clientAuthentication: { ...service, credential: 'wrong' } },
        { clientAuthentication: none('web'), grantType: 'authorization_code', parameters: redemption },
        { clientAuthentication: none('web'), grantType: '' },
        { clientAuthentication: none('web'), grantType: 'password' },
        { clientAuthentication: none('web'), grantType: 'client_credentials' },
        { grantType: 'client_credentials' },
        byService({ scope: 'flex:read admin' }),
        { ...byService(), resources: ['https://other.example/'] },
        byService({ scope: 'flex:control' }),
      ],
    });
    const summary = outcomes.map(({ outcome }) =>
      outcome.case === 'error' ? outcome.value.code : outcome.value?.scope,
    );
    expect(summary).toEqual([
      'flex:read',
      'invalid_client',
      'flex:read flex:control',
      'invalid_request',
      'unsupported_grant_type',
      'unauthorized_client',
      'invalid_client',
      'invalid_scope',
      'invalid_target',
      'flex:control',
    ]);
  });

  it('refuses more than a hundred requests as a whole', async () => {
    const tokenRequests = Array.from({ length: 101 }, () => byService());
    await expect(test.tokens.exchangeTokens({ tokenRequests })).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
    });
  });

  it('is for the gateway alone', async () => {
    const frontend = test.connectAs('authorization-frontend');
    const call = frontend.service(TokenService).exchangeTokens({ tokenRequests: [byService()] });
    await expect(call).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    frontend.close();
  });

  it('never fails unexpectedly, whatever it is sent', async () => {
    const parameters = fc.dictionary(
      fc.constantFrom('code', 'refresh_token', 'device_code', 'scope', 'redirect_uri', 'code_verifier', 'x'),
      fc.oneof(fc.string(), fc.base64String(), fc.constant('A'.repeat(86))),
    );
    const request = fc.record({
      clientAuthentication: fc.record({
        method: fc.constantFrom(
          Method.NONE,
          Method.CLIENT_SECRET_BASIC,
          Method.CLIENT_SECRET_POST,
          Method.UNSPECIFIED,
        ),
        clientId: fc.oneof(fc.constantFrom('web', 'service'), fc.string()),
        credential: fc.string(),
      }),
      grantType: fc.oneof(
        fc.constantFrom('authorization_code', 'refresh_token', 'client_credentials'),
        fc.string(),
      ),
      parameters,
      resources: fc.array(fc.oneof(fc.constant(resource), fc.string()), { maxLength: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 10 }), async (tokenRequests) => {
        const { outcomes } = await test.tokens.exchangeTokens({ tokenRequests });
        for (const { outcome } of outcomes) {
          expect(outcome.case).toBe('error');
          expect((outcome.value as { code: string }).code).not.toBe('server_error');
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('IntrospectTokens', () => {
  const tokenOf = async () => {
    const { outcomes } = await test.tokens.exchangeTokens({ tokenRequests: [byService()] });
    const outcome = outcomes[0]!.outcome;
    if (outcome.case !== 'tokenResponse') throw new Error('refused');
    return outcome.value.accessToken;
  };

  it('says what a live token stands for', async () => {
    const { introspections } = await test.tokens.introspectTokens({ tokens: [await tokenOf()] });
    expect(introspections).toMatchObject([
      {
        active: true,
        clientId: 'service',
        subject: 'service',
        scopes: ['flex:read', 'flex:control'],
        audiences: [resource],
      },
    ]);
  });

  it('says nothing but inactive about the others, each in its place', async () => {
    const token = await tokenOf();
    const tampered = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
    const { introspections } = await test.tokens.introspectTokens({
      tokens: ['', 'nonsense', tampered, token, 'a.b.c'],
    });
    expect(introspections.map(({ active }) => active)).toEqual([false, false, false, true, false]);
    expect(introspections[2]).toMatchObject({ clientId: '', subject: '', scopes: [] });
  });

  it('calls a token inactive once it has expired, and once its client was disabled', async () => {
    const expired = await tokenOf();
    test.pass(600);
    const token = await tokenOf();
    const client = test.directory.clients.get('service')!;
    expect(
      (await test.tokens.introspectTokens({ tokens: [expired, token] })).introspections.map(
        ({ active }) => active,
      ),
    ).toEqual([false, true]);
    client.disabled = true;
    test.pass(1);
    expect((await test.tokens.introspectTokens({ tokens: [token] })).introspections).toMatchObject([
      { active: false },
    ]);
    client.disabled = false;
    test.pass(1);
  });
});
