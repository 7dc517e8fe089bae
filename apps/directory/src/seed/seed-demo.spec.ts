import { createHash, randomBytes } from 'node:crypto';
import { ClientService, ResourceService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { DEVICE_CODE } from '@latchkey/oauth';
import { createLogger } from '@latchkey/service-kit';
import { signIn as signInTo } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { seedDemo } from './seed-demo';
import type { DemoCredentials } from './seed-file';

const random = () => randomBytes(32).toString('base64url');
const newCredentials = (): DemoCredentials => ({
  users: { 'ada@example.com': { password: random() }, 'admin@example.com': { password: random() } },
  clients: { 'demo-service': { client_secret: random() } },
});

describe('seedDemo', () => {
  let directory: TestDirectory;
  let credentials: DemoCredentials;
  let log: string;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    credentials = newCredentials();
    log = '';
  });

  afterEach(() => directory.close());

  const seed = (given = credentials, publicUrl = 'http://localhost:9000') =>
    seedDemo({
      pool: directory.pool,
      credentials: given,
      publicUrl,
      demoApiUrl: 'http://127.0.0.1:9102',
      passwords: directory.passwords,
      clock: directory.now,
      logger: createLogger({
        service: 'directory',
        level: 'debug',
        destination: { write: (line) => (log += line) },
      }),
    });
  const signIn = async (email: keyof DemoCredentials['users'], { users } = credentials) => {
    const { session } = await signInTo(directory, { email, password: users[email].password });
    return session?.user;
  };
  const client = async (clientId: string) =>
    (await (await directory.as('token-issuer', ClientService)).getClient({ clientId })).client;
  const resources = async () =>
    (await (await directory.as('token-issuer', ResourceService)).listResources({})).resources;
  const everything = async () => {
    const tables = await Promise.all([
      directory.pool.query(`SELECT client_id, redirect_uris, created_at FROM clients ORDER BY client_id`),
      directory.pool.query(`SELECT client_id, place, sha256, created_at, expires_at FROM client_secrets`),
      directory.pool.query(`SELECT resource, created_at FROM resources`),
      directory.pool.query(`SELECT resource, scope, description FROM scopes ORDER BY scope`),
      directory.pool.query(`SELECT path_prefix, resource FROM routes ORDER BY path_prefix`),
      directory.pool.query(
        `SELECT path_prefix, position, methods, path, exact, scopes, public FROM access_rules
         ORDER BY path_prefix, position`,
      ),
      directory.pool.query(
        `SELECT subject, email, name, password_hash, created_at FROM users ORDER BY email`,
      ),
      directory.pool.query(`SELECT * FROM client_profiles ORDER BY client_id`),
      directory.pool.query(`SELECT * FROM audit_events`),
    ]);
    return tables.map(({ rows }) => rows);
  };

  it('lets the demo people sign in', async () => {
    await seed();
    expect(await signIn('ada@example.com')).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' });
    expect(await signIn('admin@example.com')).toMatchObject({ email: 'admin@example.com', name: 'Admin' });
  });

  it('registers the demo API with its scopes at the public address', async () => {
    await seed();
    expect(await resources()).toMatchObject([
      {
        resource: 'http://localhost:9000/resource/',
        resourceName: 'ResiFlex Demo API',
        scopes: [
          {
            scope: 'flex:control',
            description: 'Control your energy devices',
            graphqlOperations: ['mutation'],
            optional: true,
          },
          {
            scope: 'flex:read',
            description: 'See your energy devices and their plans',
            graphqlOperations: ['query'],
            optional: false,
          },
        ],
        upstream: 'http://127.0.0.1:9102',
        allowedOrigins: ['*'],
        clientRequestsPerMinute: 6_000,
        userRequestsPerMinute: 1_200,
      },
    ]);
  });

  it('says in every language of the pages what the scopes allow', async () => {
    await seed();
    const [resource] = await resources();
    for (const { description, translations } of resource?.scopes ?? []) {
      expect(Object.keys(translations).sort()).toEqual(['de', 'es', 'fr', 'it', 'nl']);
      expect(new Set([description, ...Object.values(translations)]).size).toBe(6);
    }
  });

  it('lets everybody see the explorer and introspect the API, and nothing beside', async () => {
    await seed();
    const routes = (await resources())[0]?.routes ?? [];
    expect(routes.map(({ pathPrefix }) => pathPrefix)).toEqual(['/graphql/', '/resource/']);
    const rules = Object.fromEntries(
      routes.map(({ pathPrefix, rules: given }) => [
        pathPrefix,
        given.map(
          (rule) =>
            `${rule.methods.join()} ${rule.path}${rule.exact ? '' : '*'} ${rule.public ? 'public' : rule.scopes.join()}`,
        ),
      ]),
    );
    expect(rules).toEqual({
      '/graphql/': [
        'GET,HEAD  public',
        'GET,HEAD callback public',
        'GET,HEAD assets/* public',
        'GET,HEAD schema.graphql public',
        'POST  public',
      ],
      '/resource/': ['GET,HEAD * flex:read'],
    });
  });

  it('registers a client for each grant', async () => {
    await seed();
    const access = {
      scopes: ['flex:read', 'flex:control'],
      resources: ['http://localhost:9000/resource/'],
      disabled: false,
    };
    expect(await client('demo-web')).toMatchObject({
      ...access,
      clientName: 'Demo Web App',
      tokenEndpointAuthMethod: 'none',
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://localhost:9000/playground/callback', 'http://127.0.0.1/callback'],
      secretHashes: [],
    });
    const secretHash = createHash('sha256')
      .update(credentials.clients['demo-service'].client_secret)
      .digest();
    expect(await client('demo-service')).toMatchObject({
      ...access,
      clientName: 'Demo Service',
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['client_credentials'],
      redirectUris: [],
      secretHashes: [new Uint8Array(secretHash)],
      servedResources: ['http://localhost:9000/resource/'],
    });
    expect(await client('demo-explorer')).toMatchObject({
      ...access,
      clientName: 'Demo API Explorer',
      tokenEndpointAuthMethod: 'none',
      grantTypes: ['authorization_code'],
      redirectUris: ['http://localhost:9000/graphql/callback'],
      secretHashes: [],
    });
    expect(await client('demo-tv')).toMatchObject({
      ...access,
      clientName: 'Demo TV',
      tokenEndpointAuthMethod: 'none',
      grantTypes: [DEVICE_CODE, 'refresh_token'],
      redirectUris: [],
      secretHashes: [],
    });
  });

  it("says who publishes the web app, with a logo, and that the explorer is the operator's own", async () => {
    await seed();
    const frontend = await directory.as('authorization-frontend', ClientService);
    const profile = async (clientId: string) => (await frontend.getClientProfile({ clientId })).clientProfile;
    const web = await profile('demo-web');
    expect(web).toMatchObject({
      publisherName: 'ResiFlex Demo',
      publisherVerified: true,
      logoMediaType: 'image/svg+xml',
      firstParty: false,
    });
    expect(Buffer.from(web?.logo ?? []).toString()).toMatch(/^<svg /);
    expect(await profile('demo-explorer')).toMatchObject({ firstParty: true, publisherName: '' });
  });

  it('changes nothing the second time, not even a password hash', async () => {
    await seed();
    const before = await everything();
    await seed();
    expect(await everything()).toEqual(before);
  });

  it('does the same once when several replicas start at once', async () => {
    await Promise.all([seed(), seed(), seed(), seed()]);
    const before = await everything();
    expect(before.map((rows) => rows.length)).toEqual([4, 1, 1, 2, 2, 6, 2, 2, 1]);
    await seed();
    expect(await everything()).toEqual(before);
  });

  it('puts new passwords and secrets in place of the old, and keeps who people are', async () => {
    await seed();
    const [ada, former] = [await signIn('ada@example.com'), credentials];
    credentials = newCredentials();
    await seed();
    expect((await signIn('ada@example.com'))?.subject).toBe(ada?.subject);
    await expect(signIn('ada@example.com', former)).rejects.toMatchObject({ status: 'UNAUTHENTICATED' });
    expect((await client('demo-service'))?.secretHashes).toHaveLength(1);
  });

  it('follows the public address', async () => {
    await seed();
    await seed(credentials, 'http://localhost:9001');
    expect(await resources()).toMatchObject([{ resource: 'http://localhost:9001/resource/' }]);
    expect(await client('demo-web')).toMatchObject({
      resources: ['http://localhost:9001/resource/'],
      redirectUris: ['http://localhost:9001/playground/callback', 'http://127.0.0.1/callback'],
    });
  });

  it('leaves a disabled client disabled', async () => {
    await seed();
    await directory.pool.query(`UPDATE clients SET disabled = true WHERE client_id = 'demo-tv'`);
    await seed();
    expect(await client('demo-tv')).toMatchObject({ disabled: true });
  });

  it('puts nothing in place when it fails half-way', async () => {
    await directory.pool.query(`DROP TABLE client_secrets`);
    await expect(seed()).rejects.toThrow();
    const { rows } = await directory.pool.query(`SELECT subject FROM users`);
    expect(rows).toEqual([]);
  });

  it('logs no password and no secret', async () => {
    await seed();
    expect(log).toContain('development data is in place');
    const { users, clients } = credentials;
    const secrets = [...Object.values(users), ...Object.values(clients)].flatMap((entry) =>
      Object.values(entry),
    );
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).not.toContain('argon2');
  });
});
