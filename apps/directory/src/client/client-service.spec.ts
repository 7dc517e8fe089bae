import { randomBytes } from 'node:crypto';
import { ClientService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { OAuthError } from '@latchkey/oauth';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createClientRepository, type ClientRegistration } from './client-repository';
import { hashClientSecret } from './client-secret';
import { rotateClientSecret } from './rotate-client-secret';

const day = 24 * 60 * 60;
const web: ClientRegistration = {
  clientId: 'web',
  clientName: 'Web',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://app.example.com/callback'],
  scopes: ['flex:read'],
  resources: ['https://api.example.com/'],
};

describe('ClientService', () => {
  let directory: TestDirectory;
  let issuer: RpcClient<typeof ClientService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    issuer = await directory.as('token-issuer', ClientService);
    await createClientRepository(directory.pool).upsert(web);
  });

  afterEach(() => directory.close());

  const client = async (clientId = 'web') => (await issuer.getClient({ clientId })).client;
  const secrets = async () => (await client())?.secretHashes.map((hash) => Buffer.from(hash).toString('hex'));
  const secret = () => hashClientSecret(randomBytes(32).toString('base64url'));
  const rotate = (sha256: Buffer, keepSeconds: number) =>
    withTransaction(directory.pool, (db) =>
      rotateClientSecret(db, {
        clientId: 'web',
        sha256,
        now: directory.now(),
        previousExpiresAt: new Date(directory.now().getTime() + keepSeconds * 1000),
      }),
    );

  it('returns what is registered of a client', async () => {
    expect(await client()).toMatchObject({ ...web, secretHashes: [], disabled: false });
  });

  it.each([
    ['an unknown client', 'Web'],
    ['no client', ''],
    ['a name that is too long', 'w'.repeat(257)],
    ['a name with a control character', 'web\u0000'],
    ['a name outside ASCII', 'wéb'],
  ])('answers NOT_FOUND for %s', async (_, clientId) => {
    await expect(client(clientId)).rejects.toMatchObject({ status: 'NOT_FOUND' });
  });

  it('shows a disabled client as disabled, and keeps it so when it is registered anew', async () => {
    await directory.pool.query(`UPDATE clients SET disabled = true WHERE client_id = 'web'`);
    await createClientRepository(directory.pool).upsert({ ...web, clientName: 'Web 2' });
    expect(await client()).toMatchObject({ clientName: 'Web 2', disabled: true });
  });

  it('shows two live secrets while one takes over from the other, the new one first', async () => {
    const [first, second] = [secret(), secret()];
    await rotate(first, 0);
    expect(await secrets()).toEqual([first.toString('hex')]);
    await rotate(second, day);
    expect(await secrets()).toEqual([second.toString('hex'), first.toString('hex')]);
    directory.advance(day);
    expect(await secrets()).toEqual([second.toString('hex')]);
  });

  it('drops the oldest of three secrets', async () => {
    const [first, second, third] = [secret(), secret(), secret()];
    for (const each of [first, second, third]) await rotate(each, day);
    expect(await secrets()).toEqual([third.toString('hex'), second.toString('hex')]);
  });

  it('goes back to the previous secret', async () => {
    const [first, second] = [secret(), secret()];
    for (const each of [first, second, first]) await rotate(each, day);
    expect(await secrets()).toEqual([first.toString('hex'), second.toString('hex')]);
  });

  it('changes nothing when the secret is the current one already', async () => {
    const [first, second] = [secret(), secret()];
    for (const each of [first, second, second]) await rotate(each, day);
    expect(await secrets()).toEqual([second.toString('hex'), first.toString('hex')]);
  });

  it('never gives a withdrawn secret more time', async () => {
    const [first, second] = [secret(), secret()];
    await rotate(first, 0);
    await directory.pool.query(`UPDATE client_secrets SET expires_at = $1`, [directory.now()]);
    await rotate(second, day);
    expect(await secrets()).toEqual([second.toString('hex')]);
  });

  it('rotates one after the other when asked at once', async () => {
    const many = Array.from({ length: 8 }, secret);
    await Promise.all(many.map((sha256) => rotate(sha256, day)));
    expect(await secrets()).toHaveLength(2);
  });

  it.each([
    ['redirect URI', 'invalid_request', { redirectUris: ['http://app.example.com/callback'] }],
    ['resource', 'invalid_target', { resources: ['api'] }],
  ])('refuses to register a %s that is not one', async (_, code, change) => {
    const error = await createClientRepository(directory.pool)
      .upsert({ ...web, ...change })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ code });
    expect(await client()).toMatchObject(web);
  });

  it('serves the issuer alone', async () => {
    for (const caller of ['resource-gateway', 'authorization-frontend', 'directory']) {
      const other = await directory.as(caller, ClientService);
      const error: unknown = await other.getClient({ clientId: 'web' }).catch((reason: unknown) => reason);
      expect(isStatus(error, 'PERMISSION_DENIED')).toBe(true);
    }
  });
});
