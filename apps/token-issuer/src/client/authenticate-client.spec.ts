import { create } from '@bufbuild/protobuf';
import { ClientAuthenticationMethod as Method, ClientAuthenticationSchema } from '@latchkey/contracts';
import { createHash } from 'node:crypto';
import { createClientAuthentication } from './authenticate-client';
import type { Client } from './client';

const sha256 = (text: string) => createHash('sha256').update(text).digest();
const client = (id: string, tokenEndpointAuthMethod: string, secrets: string[] = []): Client => ({
  id,
  name: id,
  tokenEndpointAuthMethod,
  secretHashes: secrets.map(sha256),
  grantTypes: [],
  redirectUris: [],
  scopes: [],
  resources: [],
});
const clients = [
  client('public', 'none'),
  client('basic', 'client_secret_basic', ['old-secret', 'new-secret']),
  client('post', 'client_secret_post', ['post-secret']),
  client('bare', 'client_secret_basic'),
];
const authenticate = createClientAuthentication({
  find: async (clientId) => clients.find(({ id }) => id === clientId),
});
const present = (method: Method, clientId: string, credential = '') =>
  authenticate(create(ClientAuthenticationSchema, { method, clientId, credential }));

describe('client authentication', () => {
  it('takes a public client at its word', async () => {
    expect((await present(Method.NONE, 'public')).id).toBe('public');
  });

  it('takes either of two live secrets', async () => {
    expect((await present(Method.CLIENT_SECRET_BASIC, 'basic', 'old-secret')).id).toBe('basic');
    expect((await present(Method.CLIENT_SECRET_BASIC, 'basic', 'new-secret')).id).toBe('basic');
  });

  it.each([
    ['a wrong secret', Method.CLIENT_SECRET_BASIC, 'basic', 'wrong'],
    ['an empty secret', Method.CLIENT_SECRET_BASIC, 'basic', ''],
    ['a client that has no live secret', Method.CLIENT_SECRET_BASIC, 'bare', ''],
    ['a method that the client is not registered for', Method.CLIENT_SECRET_POST, 'basic', 'new-secret'],
    ['a confidential client that presents nothing', Method.NONE, 'basic', ''],
    ['a public client that presents a secret', Method.CLIENT_SECRET_POST, 'public', 'anything'],
    ['an unknown client', Method.CLIENT_SECRET_BASIC, 'nobody', 'secret'],
    ['no method', Method.UNSPECIFIED, 'public', ''],
    ['no client', Method.NONE, '', ''],
  ])('refuses %s, in the same words', async (_, method, clientId, credential) => {
    const failure = await present(method, clientId, credential).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'invalid_client',
      description: expect.stringContaining('client authentication failed'),
    });
    expect((failure as Error).message).not.toContain('secret-');
  });

  it('refuses a request without any client authentication', async () => {
    await expect(authenticate(undefined)).rejects.toMatchObject({ code: 'invalid_client' });
  });
});
