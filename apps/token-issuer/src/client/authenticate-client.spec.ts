import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod as Method, ClientAuthenticationSchema } from '@latchkey/contracts';
import { createHash } from 'node:crypto';
import { InvalidAssertionError } from '../assertion/invalid-assertion-error';
import type { ExpectedAssertion } from '../assertion/verify-assertion';
import { testClient } from '../testing/test-client';
import { createClientAuthentication } from './authenticate-client';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const client = (id: string, tokenEndpointAuthMethod: string, secrets: string[] = []) =>
  testClient(id, { tokenEndpointAuthMethod, secretHashes: secrets.map(sha256) });
const clients = [
  client('public', 'none'),
  client('basic', 'client_secret_basic', ['old-secret', 'new-secret']),
  client('post', 'client_secret_post', ['post-secret']),
  client('bare', 'client_secret_basic'),
  client('jwt', 'private_key_jwt', ['left-over-secret']),
];
const audiences = ['https://auth.example'];
const expectations: ExpectedAssertion[] = [];
const authenticate = createClientAuthentication({
  clients: { find: async (clientId) => clients.find(({ id }) => id === clientId) },
  async verifyAssertion(assertion, expected) {
    expectations.push(expected);
    if (assertion === 'store away') throw new Error('the store is away');
    if (assertion !== 'good assertion') throw new InvalidAssertionError('the reason, for the log');
    return { iss: 'jwt', sub: 'jwt', jti: '1', exp: 1, claims: {} };
  },
  audiences,
});
const present = async (method: Method, clientId: string, credential = '') =>
  authenticate(create(ClientAuthenticationSchema, { method, clientId, credential }));

describe('client authentication', () => {
  it('takes a public client at its word', async () => {
    expect((await present(Method.NONE, 'public')).id).toBe('public');
  });

  it('takes either of two live secrets', async () => {
    expect((await present(Method.CLIENT_SECRET_BASIC, 'basic', 'old-secret')).id).toBe('basic');
    expect((await present(Method.CLIENT_SECRET_BASIC, 'basic', 'new-secret')).id).toBe('basic');
  });

  it('takes a secret from the form where the client is registered for that', async () => {
    expect((await present(Method.CLIENT_SECRET_POST, 'post', 'post-secret')).id).toBe('post');
  });

  it('takes an assertion that the client made about itself, for this server, with its own keys', async () => {
    expect((await present(Method.PRIVATE_KEY_JWT, 'jwt', 'good assertion')).id).toBe('jwt');
    expect(expectations.at(-1)).toEqual({ keys: clients[4], issuer: 'jwt', subject: 'jwt', audiences });
  });

  it.each([
    ['a wrong secret', Method.CLIENT_SECRET_BASIC, 'basic', 'wrong'],
    ['an empty secret', Method.CLIENT_SECRET_BASIC, 'basic', ''],
    ['a client that has no live secret', Method.CLIENT_SECRET_BASIC, 'bare', ''],
    ['a method that the client is not registered for', Method.CLIENT_SECRET_POST, 'basic', 'new-secret'],
    ['a header from a client registered for the form', Method.CLIENT_SECRET_BASIC, 'post', 'post-secret'],
    ['a confidential client that presents nothing', Method.NONE, 'basic', ''],
    ['a public client that presents a secret', Method.CLIENT_SECRET_POST, 'public', 'anything'],
    ['a bad assertion', Method.PRIVATE_KEY_JWT, 'jwt', 'bad assertion'],
    ['no assertion', Method.PRIVATE_KEY_JWT, 'jwt', ''],
    ['an assertion of a client with a secret', Method.PRIVATE_KEY_JWT, 'basic', 'good assertion'],
    ['a secret of a client with keys', Method.CLIENT_SECRET_BASIC, 'jwt', 'left-over-secret'],
    ['a client with keys that presents nothing', Method.NONE, 'jwt', ''],
    ['an unknown client', Method.CLIENT_SECRET_BASIC, 'nobody', 'secret'],
    ['an unknown client with an assertion', Method.PRIVATE_KEY_JWT, 'nobody', 'good assertion'],
    ['no method', Method.UNSPECIFIED, 'public', ''],
    ['a method of the future', 99 as Method, 'public', ''],
    ['no client', Method.NONE, '', ''],
  ])('refuses %s, in the same words', async (_, method, clientId, credential) => {
    const failure = await present(method, clientId, credential).catch((error: unknown) => error);
    const unknown = await present(Method.NONE, 'nobody').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid_client' });
    expect((failure as { description: string }).description).toBe(
      (unknown as { description: string }).description,
    );
    expect((failure as Error).message).not.toContain('secret-');
  });

  it('keeps the reason for the log', async () => {
    await expect(present(Method.PRIVATE_KEY_JWT, 'jwt', 'bad assertion')).rejects.toMatchObject({
      detail: 'client assertion: the reason, for the log',
    });
  });

  it('does not take an outage for a bad assertion', async () => {
    await expect(present(Method.PRIVATE_KEY_JWT, 'jwt', 'store away')).rejects.toThrow('the store is away');
  });

  it('refuses a request without any client authentication', async () => {
    await expect(async () => authenticate(undefined)).rejects.toMatchObject({ code: 'invalid_client' });
  });
});
