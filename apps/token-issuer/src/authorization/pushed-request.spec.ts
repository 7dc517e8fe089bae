import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  AuthorizationService,
  ClientAuthenticationMethod as Method,
  ClientSchema,
} from '@latchkey/contracts';
import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import type { RpcClient } from '@latchkey/rpc';
import { createHash } from 'node:crypto';
import { createAssertionSigner, keySetOf, signAssertion } from '../testing/test-assertion';
import { resource } from '../testing/test-clients';
import { exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

let test: TestIssuer;
let gateway: RpcClient<typeof AuthorizationService>;
beforeAll(async () => {
  test = await startTestIssuer();
  gateway = test.device.authorization;
  const confidential = create(ClientSchema, {
    clientId: 'bank',
    clientName: 'The bank',
    tokenEndpointAuthMethod: 'client_secret_basic',
    secretHashes: [createHash('sha256').update('bank-secret').digest()],
    grantTypes: ['authorization_code'],
    redirectUris: ['https://bank.example/callback'],
    requirePushedAuthorizationRequests: true,
  });
  test.directory.clients.set('bank', confidential);
});
afterAll(() => test?.stop());

const codeVerifier = createCodeVerifier();
const parameters = {
  redirect_uri: 'https://web.example/callback',
  response_type: 'code',
  state: 'state-1',
  scope: 'flex:read',
  code_challenge: createCodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
};
const web = { method: Method.NONE, clientId: 'web' };
const bank = { method: Method.CLIENT_SECRET_BASIC, clientId: 'bank', credential: 'bank-secret' };
const bankParameters = { ...parameters, redirect_uri: 'https://bank.example/callback' };

const push = async (changes: Record<string, string> = {}, clientAuthentication: object = web) =>
  (
    await gateway.pushAuthorizationRequest({
      clientAuthentication,
      parameters: { ...parameters, ...changes },
    })
  ).outcome;
const pushed = async (changes?: Record<string, string>, clientAuthentication?: object) => {
  const outcome = await push(changes, clientAuthentication);
  if (outcome.case === 'refused') throw new Error(`refused: ${outcome.value.error?.description}`);
  if (outcome.case !== 'accepted') throw new Error(`not stored: ${outcome.case}`);
  return outcome.value;
};
const bring = async (requestUri: string, clientId = 'web', others: Record<string, string> = {}) =>
  (
    await test.authorization.pushAuthorizationRequest({
      parameters: { ...others, client_id: clientId, request_uri: requestUri },
    })
  ).outcome;
const get = (requestUri: string) => test.authorization.getAuthorizationRequest({ requestUri });
const approve = (requestUri: string) =>
  test.authorization.approveAuthorizationRequest({
    requestUri,
    subject: 'user-1',
    authTime: timestampFromDate(test.now()),
    scopes: ['flex:read'],
  });
const refused = (code: string) => ({ case: 'refused', value: { location: '', error: { code } } });

describe('a pushed authorization request', () => {
  it('waits a minute for the browser, then as long as any other for the user', async () => {
    const { requestUri, expiresInSeconds, authorizationRequest: shown } = await pushed();
    expect(requestUri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    expect(expiresInSeconds).toBe(60);
    expect(shown).toBeUndefined();
    test.pass(59);
    const brought = await bring(requestUri);
    const { authorizationRequest } = await get(requestUri);
    expect(brought).toMatchObject({
      case: 'accepted',
      value: { requestUri, expiresInSeconds: 1_800, authorizationRequest },
    });
    expect(authorizationRequest).toMatchObject({
      clientId: 'web',
      scopes: ['flex:read'],
      resources: [resource],
    });
    test.pass(1_799);
    const location = new URL((await approve(requestUri)).location);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({ state: 'state-1', iss: issuer });
    const code = location.searchParams.get('code') ?? '';
    const redemption = { code, redirect_uri: parameters.redirect_uri, code_verifier: codeVerifier };
    expect(await exchange(test, 'web', 'authorization_code', redemption)).toMatchObject({
      scope: 'flex:read',
    });
  });

  it('ends when no browser brings it in time, and cannot be decided on before', async () => {
    const { requestUri } = await pushed();
    await expect(get(requestUri)).rejects.toMatchObject({ status: 'NOT_FOUND' });
    await expect(
      test.authorization.getAuthorizationRequest({ requestUri, includeExpired: true }),
    ).rejects.toMatchObject({ status: 'NOT_FOUND' });
    await expect(approve(requestUri)).rejects.toMatchObject({ status: 'NOT_FOUND' });
    test.pass(60);
    expect(await bring(requestUri)).toMatchObject(refused('invalid_request'));
  });

  it('is taken up once, by a page that is opened twice at once as well, and then is of no use to others', async () => {
    const { requestUri } = await pushed();
    const together = await Promise.all(Array.from({ length: 5 }, () => bring(requestUri)));
    expect(together.every((outcome) => outcome.case === 'accepted')).toBe(true);
    test.pass(10);
    expect(await bring(requestUri)).toMatchObject({ case: 'accepted', value: { expiresInSeconds: 1_790 } });
    test.pass(1);
    expect(await bring(requestUri)).toMatchObject(refused('invalid_request'));
    // Who is at it goes on, for as long as anybody has.
    test.pass(300);
    await approve(requestUri);
    const other = (await pushed()).requestUri;
    await bring(other);
    await test.authorization.denyAuthorizationRequest({ requestUri: other });
    expect(await bring(other)).toMatchObject(refused('invalid_request'));
  });

  it('is of no use to another client, and is not harmed by the attempt', async () => {
    const { requestUri } = await pushed();
    const stranger = await bring(requestUri, 'other-web', { redirect_uri: 'https://other.example/callback' });
    expect(stranger).toMatchObject(refused('invalid_request'));
    // The words are those for a handle that never was, and for a client that never was.
    const invented = `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`;
    for (const outcome of [
      await bring(invented),
      await bring(requestUri, 'nobody'),
      await bring('https://x/'),
    ]) {
      expect(outcome).toEqual(stranger);
    }
    test.pass(59);
    expect(await bring(requestUri)).toMatchObject({ case: 'accepted', value: { expiresInSeconds: 1_800 } });
  });

  it('is what counts: parameters that the browser brings beside its handle are ignored', async () => {
    const { requestUri } = await pushed();
    const others = {
      scope: 'flex:control',
      redirect_uri: 'https://evil.example/',
      state: 'evil',
      response_type: 'x',
    };
    expect((await bring(requestUri, 'web', others)).case).toBe('accepted');
    const { authorizationRequest } = await get(requestUri);
    expect(authorizationRequest).toMatchObject({
      scopes: ['flex:read'],
      redirectUri: parameters.redirect_uri,
    });
  });

  it('ends with its client, and with its redirect URI', async () => {
    const client = test.directory.clients.get('web')!;
    const { requestUri } = await pushed();
    const registered = [...client.redirectUris];
    client.redirectUris = ['https://moved.example/callback'];
    test.pass(1);
    expect(await bring(requestUri)).toMatchObject(refused('invalid_request'));
    client.redirectUris = registered;
    client.disabled = true;
    test.pass(1);
    expect(await bring(requestUri)).toMatchObject(refused('invalid_request'));
    client.disabled = false;
    test.pass(1);
    expect((await bring(requestUri)).case).toBe('accepted');
  });

  it.each([
    ['a request_uri in it', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    ['a request object in it', { request: 'eyJ' }, 'invalid_request'],
    ['another client_id in it', { client_id: 'other-web' }, 'invalid_request'],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope beyond the registration', { scope: 'admin' }, 'invalid_scope'],
  ])('is refused with %s, and sends nobody anywhere', async (_, changes, error) => {
    expect(await push(changes)).toMatchObject(refused(error));
  });

  it('may name its own client again', async () => {
    expect((await push({ client_id: 'web' })).case).toBe('accepted');
  });

  it.each([
    ['no secret', { method: Method.NONE, clientId: 'bank' }],
    ['a wrong secret', { ...bank, credential: 'wrong' }],
    ['a secret by another way', { ...bank, method: Method.CLIENT_SECRET_POST }],
    ['nobody behind it', { method: Method.NONE, clientId: 'nobody' }],
    ['no name', { method: Method.NONE, clientId: '' }],
  ])('is refused with %s, in the same words', async (_, authentication) => {
    const outcome = await push(bankParameters, authentication);
    expect(outcome).toMatchObject(refused('invalid_client'));
    expect(outcome).toEqual(await push(bankParameters, { method: Method.NONE, clientId: 'nobody' }));
  });

  it('leaves the reason of a refusal in the log, and no secret', async () => {
    await push(bankParameters, { ...bank, credential: 'not-the-secret' });
    expect(test.log.at(-1)).toContain('wrong secret');
    expect(test.log.join('')).not.toMatch(/not-the-secret|bank-secret/);
  });

  it('may come from a client with keys, whose assertion works once', async () => {
    const signer = await createAssertionSigner('ES256', 'key-1');
    const client = create(ClientSchema, {
      ...test.directory.clients.get('web')!,
      clientId: 'keyed',
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwksJson: keySetOf(signer),
    });
    test.directory.clients.set('keyed', client);
    const exp = Math.floor(test.now().getTime() / 1000) + 60;
    const claims = { iss: 'keyed', sub: 'keyed', aud: `${issuer}/par/`, exp, jti: 'jti-1' };
    const credential = await signAssertion(claims, signer);
    const authentication = { method: Method.PRIVATE_KEY_JWT, clientId: 'keyed', credential };
    expect((await push({}, authentication)).case).toBe('accepted');
    expect(await push({}, authentication)).toMatchObject(refused('invalid_client'));
  });
});

describe('a client that has to push', () => {
  it('is sent back with an error when a browser brings its request', async () => {
    const { outcome } = await test.authorization.pushAuthorizationRequest({
      parameters: { ...bankParameters, client_id: 'bank' },
    });
    if (outcome.case !== 'refused') throw new Error('accepted');
    const location = new URL(outcome.value.location);
    expect(location.origin).toBe('https://bank.example');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('push'),
      state: 'state-1',
    });
  });

  it('gets through with a pushed one', async () => {
    const { requestUri } = await pushed(bankParameters, bank);
    expect((await bring(requestUri, 'bank')).case).toBe('accepted');
  });
});

describe('who brings a request', () => {
  it('is told by the caller: the gateway authenticates the client, the front end never does', async () => {
    const whole = { ...parameters, client_id: 'web' };
    for (const call of [
      gateway.pushAuthorizationRequest({ parameters: whole }),
      test.authorization.pushAuthorizationRequest({ parameters: whole, clientAuthentication: web }),
    ]) {
      await expect(call).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
    }
    const demo = test.connectAs('demo-api');
    await expect(
      demo.service(AuthorizationService).pushAuthorizationRequest({ parameters: whole }),
    ).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    demo.close();
  });
});
