import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import type { Browser, BrowserContext } from 'playwright-core';
import { startBrowser } from './testing/browser';
import { decide, enterDeviceCode, signIn } from './testing/person';
import { startTestStack, type TestStack } from './testing/test-stack';

// Libraries of others, as applications use them: whatever they check in a server's answers holds here.
const redirectUri = 'http://127.0.0.1:45678/callback';
const insecure = { [oauth.allowInsecureRequests]: true };

let stack: TestStack;
let browser: Browser;
let context: BrowserContext;
let server: oauth.AuthorizationServer;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  const issuer = new URL(stack.publicUrl);
  const discovery = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
  server = await oauth.processDiscoveryResponse(issuer, discovery);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

const ada = () => ({
  email: 'ada@example.com',
  password: stack.credentials.users['ada@example.com']?.password ?? '',
});
const secret = () => stack.credentials.clients['demo-service']?.client_secret ?? '';

async function allow(address: URL): Promise<URL> {
  const page = await context.newPage();
  const callback = page.waitForRequest((request) => request.url().startsWith(redirectUri));
  await page.goto(address.href);
  await signIn(page, ada());
  await decide(page, 'allow');
  return new URL((await callback).url());
}

async function connectDevice(uri: string, userCode: string): Promise<void> {
  const page = await context.newPage();
  await enterDeviceCode(page, uri, ada(), userCode);
  await decide(page, 'approve');
  await page.waitForLoadState();
}

describe('oauth4webapi', () => {
  const client: oauth.Client = { client_id: 'demo-web' };

  it('gets tokens with an authorization code and refreshes them', async () => {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const address = new URL(server.authorization_endpoint ?? '');
    const parameters = {
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'flex:read',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);

    const validated = oauth.validateAuthResponse(server, client, await allow(address), state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      validated,
      redirectUri,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    expect(tokens.scope).toBe('flex:read');

    const refresh = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      tokens.refresh_token ?? '',
      insecure,
    );
    const refreshed = await oauth.processRefreshTokenResponse(server, client, refresh);
    const resource = await oauth.protectedResourceRequest(
      refreshed.access_token,
      'GET',
      new URL('/resource/', stack.publicUrl),
      undefined,
      undefined,
      insecure,
    );
    expect(resource.status).toBe(200);
  });

  it('validates the access token by RFC 9068, with the published keys', async () => {
    const service: oauth.Client = { client_id: 'demo-service' };
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      service,
      oauth.ClientSecretBasic(secret()),
      {},
      insecure,
    );
    const { access_token } = await oauth.processClientCredentialsResponse(server, service, response);
    const audience = `${stack.publicUrl}/resource/`;
    const request = new Request(audience, { headers: { authorization: `Bearer ${access_token}` } });
    const claims = await oauth.validateJwtAccessToken(server, request, audience, insecure);
    expect(claims).toMatchObject({ client_id: 'demo-service', sub: 'demo-service', iss: stack.publicUrl });
  });

  it('connects a device', async () => {
    const device: oauth.Client = { client_id: 'demo-tv' };
    const started = await oauth.deviceAuthorizationRequest(server, device, oauth.None(), {}, insecure);
    const { device_code, user_code, verification_uri } = await oauth.processDeviceAuthorizationResponse(
      server,
      device,
      started,
    );
    await connectDevice(verification_uri, user_code);
    const response = await oauth.deviceCodeGrantRequest(server, device, oauth.None(), device_code, insecure);
    const tokens = await oauth.processDeviceCodeResponse(server, device, response);
    expect(tokens).toMatchObject({ token_type: 'bearer', refresh_token: expect.any(String) });
  });
});

describe('openid-client', () => {
  const options: openid.DiscoveryRequestOptions = {
    algorithm: 'oauth2',
    execute: [openid.allowInsecureRequests],
  };
  const discover = (clientId: string, clientSecret?: string) =>
    openid.discovery(
      new URL(stack.publicUrl),
      clientId,
      undefined,
      clientSecret ? openid.ClientSecretBasic(clientSecret) : openid.None(),
      options,
    );

  it('gets tokens with an authorization code and refreshes them', async () => {
    const config = await discover('demo-web');
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'flex:read flex:control',
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const tokens = await openid.authorizationCodeGrant(config, await allow(address), {
      pkceCodeVerifier,
      expectedState,
    });
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
    expect(refreshed.scope?.split(' ').sort()).toEqual(['flex:control', 'flex:read']);
  });

  it('gets a token with client credentials', async () => {
    const config = await discover('demo-service', secret());
    const tokens = await openid.clientCredentialsGrant(config, { scope: 'flex:read' });
    expect(tokens).toMatchObject({ scope: 'flex:read', token_type: 'bearer' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('waits for a device to be connected, by itself', async () => {
    const config = await discover('demo-tv');
    const started = await openid.initiateDeviceAuthorization(config, {});
    const polling = openid.pollDeviceAuthorizationGrant(config, started);
    await connectDevice(started.verification_uri_complete ?? '', started.user_code);
    const tokens = await polling;
    expect(tokens).toMatchObject({ token_type: 'bearer', refresh_token: expect.any(String) });
  });
});
