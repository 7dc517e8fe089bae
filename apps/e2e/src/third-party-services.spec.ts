import { Person } from '@latchkey/stack';
import * as oauth from 'oauth4webapi';
import { demoService, post } from './testing/application';
import { openRegistry, type KeyClient } from './testing/registry';
import { startTestStack, type TestStack } from './testing/test-stack';

// What services among themselves use, through a library of others: clients with keys, pushed requests,
// introspection, revocation, token exchange.
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const redirectUri = 'https://backend.example/callback';
const insecure = { [oauth.allowInsecureRequests]: true };

let stack: TestStack;
let registry: Awaited<ReturnType<typeof openRegistry>>;
let server: oauth.AuthorizationServer;
let backend: KeyClient;
let delegate: KeyClient;
let reader: KeyClient;
let resource: string;

beforeAll(async () => {
  stack = await startTestStack();
  resource = `${stack.publicUrl}/resource/`;
  const issuer = new URL(stack.publicUrl);
  const discovery = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  server = await oauth.processDiscoveryResponse(issuer, discovery);
  registry = await openRegistry(stack);
  backend = await registry.addKeyClient('backend', {
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: [redirectUri],
    require_pushed_authorization_requests: true,
  });
  delegate = await registry.addKeyClient('delegate', {
    grant_types: [TOKEN_EXCHANGE],
    subject_client_ids: ['backend'],
    scopes: ['flex:read'],
  });
  reader = await registry.addKeyClient('reader', {
    grant_types: ['client_credentials'],
    served_resources: [resource],
  });
}, 120_000);
afterAll(async () => {
  await registry?.close();
  await stack?.stop();
});

/** A client as the library knows it. */
interface Party {
  client: oauth.Client;
  auth: oauth.ClientAuth;
  callback: string;
}

const as = ({ clientId, key }: KeyClient): Party => ({
  client: { client_id: clientId },
  auth: oauth.PrivateKeyJwt(key),
  callback: redirectUri,
});

async function serviceToken(keyClient: KeyClient, parameters: Record<string, string> = {}) {
  const { client, auth } = as(keyClient);
  const response = await oauth.clientCredentialsGrantRequest(server, client, auth, parameters, insecure);
  return oauth.processClientCredentialsResponse(server, client, response);
}

/** Pushes a request, has Ada allow it, and redeems the code. */
async function userTokens(party: Party = as(backend), dpop: oauth.DPoPRequestOptions = {}) {
  const { client, auth, callback: redirect_uri } = party;
  const options = { ...insecure, ...dpop };
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = {
    response_type: 'code',
    redirect_uri,
    scope: 'flex:read flex:control',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  const pushed = await oauth.processPushedAuthorizationResponse(
    server,
    client,
    await oauth.pushedAuthorizationRequest(server, client, auth, parameters, options),
  );
  const address = new URL(server.authorization_endpoint ?? '');
  address.search = `${new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri })}`;
  const ada = new Person();
  await ada.open(address.href);
  const { password = '' } = stack.credentials.users['ada@example.com'] ?? {};
  const reached = await ada.submit({ email: 'ada@example.com', password });
  // What she has allowed before she is not asked again.
  const isBack = reached.startsWith(redirectUri);
  const callback = new URL(isBack ? reached : await ada.submit({}, { name: 'decision', value: 'allow' }));
  const validated = oauth.validateAuthResponse(server, client, callback, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    auth,
    validated,
    redirect_uri,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  return { tokens, requestUri: pushed.request_uri };
}

describe('a client with a key', () => {
  it('gets a token with an assertion, and the same assertion never again', async () => {
    let assertion: string | undefined;
    const auth = oauth.PrivateKeyJwt(backend.key);
    const keeping: oauth.ClientAuth = async (...parameters) => {
      await auth(...parameters);
      assertion = parameters[2].get('client_assertion') ?? undefined;
    };
    const client = { client_id: 'backend' };
    const response = await oauth.clientCredentialsGrantRequest(server, client, keeping, {}, insecure);
    await oauth.processClientCredentialsResponse(server, client, response);
    const replayed = await post(stack.publicUrl, '/token/', {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion ?? '',
    });
    expect(replayed).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('is refused with the key of another', async () => {
    const client = { client_id: 'backend' };
    const auth = oauth.PrivateKeyJwt({ key: delegate.key.key, kid: backend.key.kid });
    const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, insecure);
    expect(response.status).toBe(401);
  });

  it('stops at once when it is disabled', async () => {
    const shortLived = await registry.addKeyClient('short-lived', { grant_types: ['client_credentials'] });
    await serviceToken(shortLived);
    await registry.query(`UPDATE clients SET disabled = true WHERE client_id = 'short-lived'`);
    const disabled = performance.now();
    for (;;) {
      const { client, auth } = as(shortLived);
      const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, insecure);
      if (response.status === 401) break;
      if (performance.now() - disabled > 1_000) throw new Error('it still gets tokens after a second');
    }
  });
});

describe('a pushed authorization request', () => {
  it('leads to tokens', async () => {
    const { tokens } = await userTokens();
    expect(tokens.scope?.split(' ').sort()).toEqual(['flex:control', 'flex:read']);
    expect(tokens.refresh_token).toEqual(expect.any(String));
  });

  it('is used up by the decision', async () => {
    const { requestUri } = await userTokens();
    const query = new URLSearchParams({ client_id: 'backend', request_uri: requestUri });
    const response = await fetch(`${server.authorization_endpoint}?${query}`, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  it('is required of a client that is registered so', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'backend',
      redirect_uri: redirectUri,
      state: 's',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const response = await fetch(`${server.authorization_endpoint}?${query}`, { redirect: 'manual' });
    const location = new URL(response.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(redirectUri);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error: 'invalid_request',
      state: 's',
      iss: stack.publicUrl,
    });
  });
});

describe('introspection', () => {
  const introspect = async (keyClient: KeyClient, token: string, requestJwtResponse = false) => {
    const { client, auth } = as(keyClient);
    const options = { requestJwtResponse, ...insecure };
    const response = await oauth.introspectionRequest(server, client, auth, token, options);
    const claims = await oauth.processIntrospectionResponse(server, client, response);
    if (requestJwtResponse) await oauth.validateApplicationLevelSignature(server, response, insecure);
    return claims;
  };

  it.each([false, true])(
    'tells a resource server what a token for it stands for (signed: %s)',
    async (signed) => {
      const { access_token } = await serviceToken(backend, { scope: 'flex:read' });
      const claims = await introspect(reader, access_token, signed);
      expect(claims).toMatchObject({
        active: true,
        client_id: 'backend',
        sub: 'backend',
        scope: 'flex:read',
      });
      expect([claims.aud].flat()).toEqual([resource]);
    },
  );

  it('tells nobody else anything', async () => {
    const { access_token } = await serviceToken(backend);
    expect(await introspect(delegate, access_token)).toEqual({ active: false });
    const { tokens } = await userTokens();
    expect(await introspect(reader, tokens.refresh_token ?? '')).toEqual({ active: false });
    expect(await introspect(backend, tokens.refresh_token ?? '')).toMatchObject({ active: true });
  });

  it('knows of a revocation at once', async () => {
    const { access_token } = await serviceToken(backend);
    expect(await introspect(reader, access_token)).toMatchObject({ active: true });
    const { client, auth } = as(backend);
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, auth, access_token, insecure),
    );
    expect(await introspect(reader, access_token)).toEqual({ active: false });
  });
});

describe('token exchange', () => {
  const exchange = async (keyClient: KeyClient, parameters: Record<string, string>) => {
    const { client, auth } = as(keyClient);
    return oauth.genericTokenEndpointRequest(server, client, auth, TOKEN_EXCHANGE, parameters, insecure);
  };

  it('gives a service a token of its own for a user, which names it and can do less', async () => {
    const { tokens } = await userTokens();
    const response = await exchange(delegate, {
      subject_token: tokens.access_token,
      subject_token_type: ACCESS_TOKEN,
    });
    const exchanged = await oauth.processGenericTokenEndpointResponse(
      server,
      { client_id: 'delegate' },
      response,
    );
    expect(exchanged).toMatchObject({ scope: 'flex:read', issued_token_type: ACCESS_TOKEN });
    expect(exchanged.refresh_token).toBeUndefined();
    const [, payload = ''] = exchanged.access_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const [, original = ''] = tokens.access_token.split('.');
    const { sub, exp } = JSON.parse(Buffer.from(original, 'base64url').toString());
    expect(claims).toMatchObject({ sub, client_id: 'delegate', act: { sub: 'delegate' } });
    expect(claims.exp).toBeLessThanOrEqual(exp);
    const answer = await fetch(resource, { headers: { authorization: `Bearer ${exchanged.access_token}` } });
    expect(answer.status).toBe(200);
  });

  it('is refused for the token of a client that the policy does not name', async () => {
    const { body } = await post(
      stack.publicUrl,
      '/token/',
      { grant_type: 'client_credentials' },
      demoService(stack),
    );
    const response = await exchange(delegate, {
      subject_token: String(body['access_token']),
      subject_token_type: ACCESS_TOKEN,
    });
    expect(response.status).toBe(400);
  });
});

describe('proof of possession (DPoP)', () => {
  const web: Party = {
    client: { client_id: 'demo-web' },
    auth: oauth.None(),
    callback: 'http://127.0.0.1:45678/callback',
  };
  const prover = async (algorithm: string) =>
    oauth.DPoP(web.client, await oauth.generateKeyPair(algorithm, { extractable: false }));
  const refresh = (refreshToken: string, options: oauth.DPoPRequestOptions = {}) =>
    oauth.refreshTokenGrantRequest(server, web.client, web.auth, refreshToken, { ...insecure, ...options });
  const read = (accessToken: string, options: oauth.DPoPRequestOptions = {}) =>
    oauth.protectedResourceRequest(accessToken, 'GET', new URL(resource), undefined, undefined, {
      ...insecure,
      ...options,
    });

  it.each(['ES256', 'RS256'])(
    'binds code, access token and refresh token of an application in the browser to its key (%s)',
    async (algorithm) => {
      const DPoP = await prover(algorithm);
      const { tokens } = await userTokens(web, { DPoP });
      expect(tokens.token_type).toBe('dpop');
      const [, payload = ''] = tokens.access_token.split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      expect(claims.cnf).toEqual({ jkt: await DPoP.calculateThumbprint() });
      expect((await read(tokens.access_token, { DPoP })).status).toBe(200);

      const response = await refresh(tokens.refresh_token ?? '', { DPoP });
      const refreshed = await oauth.processRefreshTokenResponse(server, web.client, response);
      expect(refreshed.token_type).toBe('dpop');
      expect((await read(refreshed.access_token, { DPoP })).status).toBe(200);
    },
  );

  it('leaves whoever has the tokens and not the key with nothing, and the application with all', async () => {
    const DPoP = await prover('ES256');
    const thief = await prover('ES256');
    const { tokens } = await userTokens(web, { DPoP });
    const stolen = tokens.refresh_token ?? '';
    for (const options of [{}, { DPoP: thief }]) {
      await expect(read(tokens.access_token, options)).rejects.toMatchObject({ status: 401 });
      const response = await refresh(stolen, options);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
    }
    expect((await read(tokens.access_token, { DPoP })).status).toBe(200);
    expect((await refresh(stolen, { DPoP })).status).toBe(200);
  });

  it('binds the token that a service gets for itself, and introspection says so', async () => {
    const { client, auth } = as(backend);
    const DPoP = await prover('ES256');
    const options = { ...insecure, DPoP };
    const response = await oauth.clientCredentialsGrantRequest(server, client, auth, {}, options);
    const { access_token, token_type } = await oauth.processClientCredentialsResponse(
      server,
      client,
      response,
    );
    expect(token_type).toBe('dpop');
    const party = as(reader);
    const asked = await oauth.introspectionRequest(server, party.client, party.auth, access_token, insecure);
    expect(await oauth.processIntrospectionResponse(server, party.client, asked)).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt: await DPoP.calculateThumbprint() },
    });
  });

  it('takes a proof once', async () => {
    const proofs: string[] = [];
    const keeping: typeof fetch = (input, init) => {
      proofs.push(new Headers(init?.headers).get('dpop') ?? '');
      return fetch(input, init);
    };
    const { client, auth } = as(backend);
    const options = { ...insecure, DPoP: await prover('ES256'), [oauth.customFetch]: keeping };
    expect((await oauth.clientCredentialsGrantRequest(server, client, auth, {}, options)).status).toBe(200);
    const form = { grant_type: 'client_credentials' };
    const headers = { ...demoService(stack), dpop: proofs[0] ?? '' };
    expect(await post(stack.publicUrl, '/token/', form, headers)).toMatchObject({
      status: 400,
      body: { error: 'invalid_dpop_proof' },
    });
  });
});
