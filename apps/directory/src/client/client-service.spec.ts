import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { AuditService, ClientService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { JWT_BEARER, OAuthError, TOKEN_EXCHANGE } from '@latchkey/oauth';
import { isStatus, type RpcClient } from '@latchkey/rpc';
import { withTransaction } from '@latchkey/storage';
import { web } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createAssertionIssuerRepository } from './assertion-issuer-repository';
import { createClientRepository } from './client-repository';
import { hashClientSecret } from './client-secret';
import { rotateClientSecret } from './rotate-client-secret';

const day = 24 * 60 * 60;
const keys = JSON.stringify({
  keys: [generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })],
});

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
    expect(await client()).toMatchObject({
      ...web,
      secretHashes: [],
      disabled: false,
      jwksJson: '',
      jwksUri: '',
      requirePushedAuthorizationRequests: false,
      accessTokenLifetimeSeconds: 0,
      servedResources: [],
      assertionIssuers: [],
      deviceCodeLifetimeSeconds: 0,
      devicePollIntervalSeconds: 0,
      userCodeMustBeTyped: false,
    });
    expect((await client())?.tokenExchange).toBeUndefined();
  });

  it('returns every setting of a client that has some, and the keys of the issuers it may name', async () => {
    const issuers = createAssertionIssuerRepository(directory.pool);
    const [published, registered] = [
      { issuer: 'https://b.example', jwksJson: '', jwksUri: 'https://b.example/keys' },
      { issuer: 'https://a.example', jwksJson: keys, jwksUri: '' },
    ];
    for (const issuer of [published, registered]) await issuers.upsert(issuer);
    const settings = {
      clientId: 'service',
      clientName: 'Service',
      tokenEndpointAuthMethod: 'private_key_jwt' as const,
      grantTypes: [TOKEN_EXCHANGE, JWT_BEARER] as const,
      redirectUris: [],
      scopes: [],
      resources: [],
      jwksUri: 'https://service.example/keys',
      requirePushedAuthorizationRequests: true,
      accessTokenLifetimeSeconds: 120,
      servedResources: ['https://api.example.com/'],
      tokenExchange: { subjectClientIds: ['web'], impersonation: true },
      deviceCodeLifetimeSeconds: 900,
      devicePollIntervalSeconds: 10,
      userCodeMustBeTyped: true,
    };
    const clients = createClientRepository(directory.pool);
    const register = (assertionIssuers: string[]) =>
      clients.upsert({ ...settings, grantTypes: [...settings.grantTypes], assertionIssuers });
    await register([published.issuer, registered.issuer]);
    expect(await client('service')).toMatchObject({
      ...settings,
      jwksJson: '',
      assertionIssuers: [registered, published],
    });

    await issuers.upsert({ ...registered, jwksJson: '', jwksUri: 'https://a.example/keys' });
    await register([registered.issuer]);
    expect((await client('service'))?.assertionIssuers).toMatchObject([
      { issuer: registered.issuer, jwksJson: '', jwksUri: 'https://a.example/keys' },
    ]);
  });

  it('returns the registered keys of a client as they were given', async () => {
    await createClientRepository(directory.pool).upsert({
      ...web,
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwksJson: keys,
    });
    expect(await client()).toMatchObject({ jwksJson: keys, jwksUri: '' });
  });

  it('says until when an answer is true, which is the next end of a secret', async () => {
    const validUntil = async () => {
      const { validUntil: timestamp } = await issuer.getClient({ clientId: 'web' });
      return timestamp && timestampDate(timestamp);
    };
    await rotate(secret(), 0);
    expect(await validUntil()).toBeUndefined();
    await rotate(secret(), day);
    expect(await validUntil()).toEqual(new Date(directory.now().getTime() + day * 1000));
    directory.advance(day);
    expect(await validUntil()).toBeUndefined();
  });

  it.each(['none', 'private_key_jwt'] as const)(
    'withdraws the secrets of a client that goes over to %s',
    async (tokenEndpointAuthMethod) => {
      await rotate(secret(), 0);
      await createClientRepository(directory.pool).upsert({ ...web, clientName: 'Web 2' });
      expect(await secrets()).toHaveLength(1);
      const jwksJson = tokenEndpointAuthMethod === 'none' ? '' : keys;
      await createClientRepository(directory.pool).upsert({ ...web, tokenEndpointAuthMethod, jwksJson });
      expect(await client()).toMatchObject({ tokenEndpointAuthMethod, secretHashes: [] });
      await expect(rotate(secret(), 0)).rejects.toMatchObject({ code: '23503' });
    },
  );

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

  it('puts each rotation into the audit log, and no secret', async () => {
    const [first, second] = [secret(), secret()];
    for (const each of [first, second, second]) await rotate(each, day);
    const cli = await directory.as('cli', AuditService);
    const { auditEvents } = await cli.listAuditEvents({});
    const event = { type: 'client.secret_rotated', clientId: 'web', recorder: 'directory', details: {} };
    expect(auditEvents).toHaveLength(2);
    expect(auditEvents).toMatchObject([event, event]);
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
    ['served resource', 'invalid_target', { servedResources: ['api'] }],
    ['key set', 'invalid_request', { jwksJson: '{}' }],
    ['key address', 'invalid_request', { jwksUri: 'http://keys.example/' }],
  ])('refuses to register a %s that is not one', async (_, code, change) => {
    const error = await createClientRepository(directory.pool)
      .upsert({ ...web, ...change })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ code });
    expect(await client()).toMatchObject(web);
  });

  it('refuses an issuer of assertions without usable keys, and a client that names an unknown one', async () => {
    const issuers = createAssertionIssuerRepository(directory.pool);
    const issuer = 'https://a.example';
    await expect(issuers.upsert({ issuer, jwksJson: '[]', jwksUri: '' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(issuers.upsert({ issuer, jwksJson: '', jwksUri: '' })).rejects.toMatchObject({
      code: '23514',
    });
    const registration = { ...web, clientName: 'Web 2', assertionIssuers: [issuer] };
    await expect(createClientRepository(directory.pool).upsert(registration)).rejects.toMatchObject({
      code: '23503',
    });
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
