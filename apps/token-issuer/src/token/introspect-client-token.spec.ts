import { create } from '@bufbuild/protobuf';
import {
  ClientAuthenticationMethod as Method,
  ClientSchema,
  TokenService,
  type ClientIntrospectionOutcome,
  type TokenIntrospection,
} from '@latchkey/contracts';
import fc from 'fast-check';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { createHash } from 'node:crypto';
import { opaqueResource, otherResource, resource } from '../testing/test-clients';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver } from '../testing/test-prover';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
  const confidential = (clientId: string, servedResources: string[] = []) =>
    create(ClientSchema, {
      clientId,
      tokenEndpointAuthMethod: 'client_secret_basic',
      secretHashes: [createHash('sha256').update(`${clientId}-secret`).digest()],
      grantTypes: ['client_credentials', 'authorization_code', 'refresh_token'],
      redirectUris: ['https://web.example/callback'],
      scopes: ['flex:read', 'flex:control', 'other:read', 'opaque:read'],
      resources: [resource, otherResource, opaqueResource],
      servedResources,
    });
  for (const client of [
    confidential('owner'),
    confidential('stranger'),
    confidential('api', [resource]),
    confidential('opaque-api', [opaqueResource]),
  ])
    test.directory.clients.set(client.clientId, client);
});
afterAll(() => test?.stop());

const as = (clientId: string, credential = `${clientId}-secret`) => ({
  method: Method.CLIENT_SECRET_BASIC,
  clientId,
  credential,
});

async function ask(
  clientId: string,
  token: string,
  asJwt = false,
): Promise<ClientIntrospectionOutcome['outcome']> {
  const { outcomes } = await test.tokens.introspectClientTokens({
    introspectionRequests: [{ clientAuthentication: as(clientId), token, asJwt }],
  });
  return outcomes[0]!.outcome;
}
async function introspect(clientId: string, token: string): Promise<TokenIntrospection> {
  const outcome = await ask(clientId, token);
  if (outcome.case !== 'introspection') throw new Error(`${outcome.case}`);
  return outcome.value;
}

/** A token that the owner got for itself. */
async function clientToken(resources: string[], scope?: string): Promise<string> {
  const { outcomes } = await test.tokens.exchangeTokens({
    tokenRequests: [
      {
        clientAuthentication: as('owner'),
        grantType: 'client_credentials',
        resources,
        parameters: scope === undefined ? {} : { scope },
      },
    ],
  });
  const outcome = outcomes[0]!.outcome;
  if (outcome.case !== 'tokenResponse') throw new Error(outcome.value?.description);
  return outcome.value.accessToken;
}

/** Tokens that user-1 allowed the owner. */
async function userTokens() {
  const { redemption } = await authorize(test, { client_id: 'owner', scope: 'flex:read' });
  const { outcomes } = await test.tokens.exchangeTokens({
    tokenRequests: [
      {
        clientAuthentication: as('owner'),
        grantType: 'authorization_code',
        parameters: redemption,
        resources: [resource],
      },
    ],
  });
  const outcome = outcomes[0]!.outcome;
  if (outcome.case !== 'tokenResponse') throw new Error(outcome.value?.description);
  return outcome.value;
}
const refresh = async (token: string) => {
  const { outcomes } = await test.tokens.exchangeTokens({
    tokenRequests: [
      {
        clientAuthentication: as('owner'),
        grantType: 'refresh_token',
        parameters: { refresh_token: token },
        resources: [resource],
      },
    ],
  });
  const outcome = outcomes[0]!.outcome;
  if (outcome.case !== 'tokenResponse') throw new Error(outcome.value?.description);
  return outcome.value;
};
const nothing = {
  active: false,
  scopes: [],
  clientId: '',
  subject: '',
  audiences: [],
  tokenId: '',
  grantId: '',
  issuer: '',
  tokenKind: '',
  actors: [],
};

describe('a client that introspects', () => {
  it('sees all of an access token of its own', async () => {
    const { accessToken } = await userTokens();
    expect(await introspect('owner', accessToken)).toMatchObject({
      active: true,
      scopes: ['flex:read'],
      clientId: 'owner',
      subject: 'user-1',
      audiences: [resource],
      issuer,
      tokenKind: 'access_token',
      grantId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      tokenId: expect.stringMatching(/./),
    });
  });

  it('and serves a resource sees what of a token concerns that resource', async () => {
    const token = await clientToken([resource, otherResource], 'flex:read flex:control other:read');
    const seen = await introspect('api', token);
    expect(seen).toMatchObject({ active: true, clientId: 'owner', audiences: [resource], grantId: '' });
    expect(seen.scopes.toSorted()).toEqual(['flex:control', 'flex:read']);
    expect(await introspect('opaque-api', token)).toMatchObject(nothing);
  });

  it('learns of an opaque token what a JWT would say', async () => {
    const token = await clientToken([opaqueResource], 'opaque:read');
    expect(token).toMatch(/^lk_at_/);
    expect(await introspect('opaque-api', token)).toMatchObject({
      active: true,
      clientId: 'owner',
      subject: 'owner',
      scopes: ['opaque:read'],
      audiences: [opaqueResource],
    });
    expect(await introspect('owner', token)).toMatchObject({ active: true });
    expect(await introspect('api', token)).toMatchObject(nothing);
  });

  it('learns nothing of the tokens of others', async () => {
    const { accessToken, refreshToken } = await userTokens();
    expect(await introspect('stranger', accessToken)).toMatchObject(nothing);
    expect(await introspect('stranger', refreshToken)).toMatchObject(nothing);
    // Not even the resource server sees a refresh token: it is not for it.
    expect(await introspect('api', refreshToken)).toMatchObject(nothing);
  });

  it('sees its current refresh token, with the time until which it must be used', async () => {
    const { refreshToken } = await userTokens();
    const seen = await introspect('owner', refreshToken);
    expect(seen).toMatchObject({
      active: true,
      tokenKind: 'refresh_token',
      clientId: 'owner',
      subject: 'user-1',
      scopes: ['flex:read'],
      audiences: expect.arrayContaining([resource, otherResource, opaqueResource]),
    });
    expect(Number(seen.expireTime?.seconds) * 1000 - test.now().getTime()).toBe(30 * 24 * 60 * 60 * 1000);
    const { refreshToken: next } = await refresh(refreshToken);
    expect(await introspect('owner', refreshToken)).toMatchObject(nothing);
    expect(await introspect('owner', next)).toMatchObject({ active: true });
  });

  it('has to prove who it is', async () => {
    const token = await clientToken([resource]);
    const { outcomes } = await test.tokens.introspectClientTokens({
      introspectionRequests: [
        { clientAuthentication: as('owner', 'wrong'), token },
        { clientAuthentication: { method: Method.NONE, clientId: 'web' }, token },
        { token },
        { clientAuthentication: as('owner'), token: '' },
        { clientAuthentication: as('owner'), token },
      ],
    });
    const summary = outcomes.map(({ outcome }) =>
      outcome.case === 'error' ? outcome.value.code : outcome.case,
    );
    expect(summary).toEqual([
      'invalid_client',
      'invalid_client',
      'invalid_client',
      'invalid_request',
      'introspection',
    ]);
  });

  it('may ask for a hundred tokens at a time', async () => {
    const introspectionRequests = Array.from({ length: 101 }, () => ({ token: 'x' }));
    const call = test.tokens.introspectClientTokens({ introspectionRequests });
    await expect(call).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it('does so through the gateway alone', async () => {
    const api = test.connectAs('demo-api');
    const call = api.service(TokenService).introspectClientTokens({});
    await expect(call).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    api.close();
  });

  it('never fails over what it asks for', async () => {
    const { accessToken, refreshToken } = await userTokens();
    const opaque = await clientToken([opaqueResource], 'opaque:read');
    const token = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.base64String({ minLength: 1 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{86}$/),
      fc.stringMatching(/^lk_at_[\w-]{1,60}\.[\w-]{0,200}$/),
      fc
        .tuple(fc.constantFrom(accessToken, refreshToken, opaque), fc.nat(2_000), fc.string())
        .map(
          ([value, at, change]) =>
            value.slice(0, at % value.length) + change + value.slice((at % value.length) + 1),
        ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { minLength: 1, maxLength: 10 }), async (tokens) => {
        const real = [accessToken, refreshToken, opaque];
        const expected = tokens.map((each) => real.includes(each));
        const { introspections } = await test.tokens.introspectTokens({ tokens });
        const { outcomes } = await test.tokens.introspectClientTokens({
          introspectionRequests: tokens.map((each) => ({ clientAuthentication: as('owner'), token: each })),
        });
        introspections.forEach(({ active }, index) => {
          if (active) expect(real).toContain(tokens[index]);
        });
        expect(
          outcomes.map(({ outcome }) => outcome.case === 'introspection' && outcome.value.active),
        ).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  }, 20_000);
});

describe('a signed introspection answer', () => {
  const verify = async (token: string, audience: string) => {
    const jwk = test.keyRing.jwks.keys.find(({ kid }) => kid === decodeProtectedHeader(token).kid);
    const key = await importJWK({ ...jwk });
    const typ = 'token-introspection+jwt';
    return jwtVerify(token, key, { issuer, audience, typ, currentDate: test.now() });
  };
  const signed = async (clientId: string, token: string) => {
    const outcome = await ask(clientId, token, true);
    if (outcome.case !== 'introspectionJwt') throw new Error(`${outcome.case}`);
    return outcome.value;
  };

  it('has the members of the answer in a claim of their own (RFC 9701 §5)', async () => {
    const { accessToken } = await userTokens();
    const { payload } = await verify(await signed('owner', accessToken), 'owner');
    const iat = test.now().getTime() / 1000;
    expect(payload).toEqual({
      iss: issuer,
      aud: 'owner',
      iat,
      token_introspection: {
        active: true,
        iss: issuer,
        sub: 'user-1',
        aud: [resource],
        client_id: 'owner',
        scope: 'flex:read',
        token_type: 'Bearer',
        iat,
        exp: iat + 600,
        jti: expect.any(String),
        grant_id: expect.any(String),
        acr: 'https://refeds.org/profile/sfa',
        auth_time: iat,
      },
    });
  });

  it('says of a bound token which key that is (RFC 9449 §6.2)', async () => {
    const { thumbprint, prove } = await createProver(test.now);
    const { outcomes } = await test.tokens.exchangeTokens({
      tokenRequests: [
        {
          clientAuthentication: as('owner'),
          grantType: 'client_credentials',
          resources: [resource],
          dpopProof: await prove(),
        },
      ],
    });
    const { outcome } = outcomes[0]!;
    if (outcome.case !== 'tokenResponse') throw new Error('refused');
    const { payload } = await verify(await signed('owner', outcome.value.accessToken), 'owner');
    expect(payload['token_introspection']).toMatchObject({ token_type: 'DPoP', cnf: { jkt: thumbprint } });
  });

  it('says of a token that does not concern the client that it is inactive, and no more', async () => {
    const { accessToken } = await userTokens();
    const { payload } = await verify(await signed('stranger', accessToken), 'stranger');
    expect(payload['token_introspection']).toEqual({ active: false });
  });

  it('does not pass for an access token (RFC 9701 §8.1)', async () => {
    const { accessToken } = await userTokens();
    const answer = await signed('owner', accessToken);
    const { introspections } = await test.tokens.introspectTokens({ tokens: [answer] });
    expect(introspections).toMatchObject([nothing]);
  });

  it('leaves out the type of a refresh token, which nobody bears', async () => {
    const { refreshToken } = await userTokens();
    const { payload } = await verify(await signed('owner', refreshToken), 'owner');
    expect(payload['token_introspection']).not.toHaveProperty('token_type');
    expect(payload['token_introspection']).toMatchObject({ active: true, scope: 'flex:read' });
  });
});

describe('introspection for services', () => {
  const active = async (token: string) =>
    (await test.tokens.introspectTokens({ tokens: [token] })).introspections[0]!.active;

  it('reads opaque access tokens, and no refresh tokens', async () => {
    const opaque = await clientToken([opaqueResource], 'opaque:read');
    expect(await active(opaque)).toBe(true);
    expect(await active((await userTokens()).refreshToken)).toBe(false);
    test.pass(600);
    expect(await active(opaque)).toBe(false);
  });

  it('says whose grant a token is from', async () => {
    const web = await exchange(test, 'web', 'authorization_code', (await authorize(test)).redemption);
    if (!('accessToken' in web)) throw web;
    const { introspections } = await test.tokens.introspectTokens({ tokens: [web.accessToken] });
    expect(introspections).toMatchObject([{ issuer, tokenKind: 'access_token', actors: [] }]);
    expect(introspections[0]?.grantId).not.toBe('');
  });
});
