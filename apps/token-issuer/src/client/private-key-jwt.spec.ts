import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod as Method, ClientSchema } from '@latchkey/contracts';
import { oauthErrorFromMessage } from '@latchkey/rpc';
import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createAssertionSigner,
  keySetOf,
  signAssertion,
  type AssertionSigner,
} from '../testing/test-assertion';
import { resource } from '../testing/test-clients';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

jest.setTimeout(30_000);

let test: TestIssuer;
let strict: TestIssuer;
let signer: AssertionSigner;
let next: AssertionSigner;
const published = { keys: '', calls: 0 };
const server = createServer((_, response) => {
  published.calls += 1;
  response.setHeader('content-type', 'application/jwk-set+json').end(published.keys);
});

beforeAll(async () => {
  test = await startTestIssuer({ LATCHKEY_PRIVATE_NETWORK_FETCHES: 'on' });
  strict = await startTestIssuer();
  signer = await createAssertionSigner('PS256', 'first');
  next = await createAssertionSigner('EdDSA', 'next');
  published.keys = keySetOf(signer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  for (const { directory } of [test, strict]) {
    const client = create(ClientSchema, {
      clientId: 'keyed',
      tokenEndpointAuthMethod: 'private_key_jwt',
      grantTypes: ['client_credentials'],
      resources: [resource],
      jwksUri,
    });
    directory.clients.set('keyed', client);
  }
});
afterAll(async () => {
  server.close();
  await test?.stop();
  await strict?.stop();
});

let jti = 0;
const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: 'keyed',
  sub: 'keyed',
  aud: issuer,
  exp: Math.floor(test.now().getTime() / 1000) + 60,
  jti: `jti-${(jti += 1)}`,
  ...changes,
});
const ask = async (credential: string, { tokens } = test, clientId = 'keyed') => {
  const { outcomes } = await tokens.exchangeTokens({
    tokenRequests: [
      {
        clientAuthentication: { method: Method.PRIVATE_KEY_JWT, clientId, credential },
        grantType: 'client_credentials',
      },
    ],
  });
  const outcome = outcomes[0]?.outcome;
  return outcome?.case === 'error' ? oauthErrorFromMessage(outcome.value) : outcome?.value;
};

describe('private_key_jwt with published keys', () => {
  it('gets a token, once', async () => {
    const assertion = await signAssertion(claims(), signer);
    expect(await ask(assertion)).toMatchObject({ tokenType: 'Bearer', scope: 'flex:read flex:control' });
    expect(await ask(assertion)).toMatchObject({ code: 'invalid_client' });
  });

  it.each(['', '/token/', '/token', '/par/', '/introspect/', '/revoke/', '/device-authorization/'])(
    'takes an assertion for the issuer%s',
    async (path) => {
      const assertion = await signAssertion(claims({ aud: issuer + path }), signer);
      expect(await ask(assertion)).toMatchObject({ tokenType: 'Bearer' });
    },
  );

  it('follows the client when it changes its keys', async () => {
    published.keys = keySetOf(next);
    test.pass(6);
    expect(await ask(await signAssertion(claims(), next))).toMatchObject({ tokenType: 'Bearer' });
    expect(await ask(await signAssertion(claims(), signer))).toMatchObject({ code: 'invalid_client' });
    published.keys = keySetOf(signer, next);
    test.pass(6);
    expect(await ask(await signAssertion(claims(), signer))).toMatchObject({ tokenType: 'Bearer' });
  });

  it('does not look into the private network unless it is told to', async () => {
    const calls = published.calls;
    const outcome = await ask(await signAssertion(claims(), signer), strict);
    expect(outcome).toMatchObject({ code: 'invalid_client' });
    expect(published.calls).toBe(calls);
    expect(strict.log.join('')).toContain('not fetched over this protocol');
  });

  it('answers arbitrary assertions with the same refusal, whether or not there is such a client', async () => {
    const part = fc.oneof(
      fc.json({ maxDepth: 1 }).map((text) => Buffer.from(text).toString('base64url')),
      fc.base64String({ maxLength: 30 }),
    );
    const header = fc.record({
      alg: fc.constantFrom('none', 'HS256', 'PS256', 'ES512', 'EdDSA', 'RSA1_5'),
      kid: fc.constantFrom('first', 'next', 'x', '../../etc/passwd', "' OR 1=1"),
    });
    const headerPart = header.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    const assertion = fc.tuple(fc.oneof(headerPart, part), part, part).map((parts) => parts.join('.'));
    const refusal = await ask('x', test, 'nobody');
    await fc.assert(
      fc.asyncProperty(fc.oneof(assertion, fc.string()), async (credential) => {
        expect(await ask(credential)).toEqual(refusal);
        expect(await ask(credential, test, 'nobody')).toEqual(refusal);
      }),
      { numRuns: 150 },
    );
    expect(refusal).toMatchObject({ code: 'invalid_client' });
  });
});
