import { startTestSchema, type TestSchema } from './testing/test-schema';

describe('resources', () => {
  let database: TestSchema;

  beforeAll(async () => {
    database = await startTestSchema();
    await database.pool.query(
      `INSERT INTO resources (resource, resource_name, description) VALUES ('https://x/', 'X', 'X')`,
    );
    await database.pool.query(`INSERT INTO routes VALUES ('/x/', 'https://x/')`);
  });

  afterAll(() => database.close());

  const resource = (change: Record<string, unknown>) =>
    database.insert('resources', {
      resource: 'https://api.example.com/',
      resource_name: 'API',
      description: 'An API.',
      ...change,
    });
  const scope = (change: Record<string, unknown>) =>
    database.insert('scopes', { resource: 'https://x/', scope: 'flex:read', description: 'X', ...change });
  const route = (path_prefix: string) => database.insert('routes', { path_prefix, resource: 'https://x/' });
  const rule = (change: Record<string, unknown>) =>
    database.insert('access_rules', { path_prefix: '/x/', position: 1, ...change });

  it('are accepted in the forms that the refused ones below are variations of', async () => {
    await resource({});
    await resource({
      access_token_lifetime_seconds: 86_400,
      access_token_format: 'opaque',
      upstream: 'http://[::1]:8080',
      allowed_origins: ['*', 'https://app.example.com', 'http://localhost:3000'],
      client_requests_per_minute: 1,
      user_requests_per_minute: 1_000_000,
      maximum_body_bytes: 1_073_741_824,
      timeout_seconds: 3_600,
    });
    await scope({ graphql_operations: ['mutation'] });
    for (const prefix of ['/a/', '/a/v1.0/', '/~a/_b/']) await route(prefix);
    for (const path of ['', 'a', 'a/', 'a/b.c/d', "a:b@c,d;e=f!$&'()*+"]) await rule({ path });
    await rule({ methods: ['GET', 'M-SEARCH'], scopes: ['flex:read'], exact: true });
    await rule({ position: 100, public: true });
  });

  it.each<[string, Record<string, unknown>]>([
    ['an empty identifier', { resource: '' }],
    ['an identifier that is too long', { resource: `https://x/${'x'.repeat(2_040)}` }],
    ['an empty name', { resource_name: '' }],
    ['an empty description', { description: '' }],
    ['a lifetime of access tokens of 29 seconds', { access_token_lifetime_seconds: 29 }],
    ['a lifetime of access tokens of more than a day', { access_token_lifetime_seconds: 86_401 }],
    ['an unknown format of access tokens', { access_token_format: 'saml' }],
    ['an upstream with a path', { upstream: 'http://api:8080/v1' }],
    ['an upstream with a user name', { upstream: 'http://me@api:8080' }],
    ['an upstream of another protocol', { upstream: 'file:///etc/passwd' }],
    ['an upstream with a line break', { upstream: 'http://api\n' }],
    ['an upstream that is too long', { upstream: `http://${'x'.repeat(300)}` }],
    ['an empty upstream', { upstream: '' }],
    ['an origin with a path', { allowed_origins: ['https://app.example.com/'] }],
    ['an origin with a wildcard in it', { allowed_origins: ['https://*.example.com'] }],
    ['an origin as no browser writes it', { allowed_origins: ['https://APP.example.com'] }],
    ['the origin of files', { allowed_origins: ['null'] }],
    ['no origin in its place', { allowed_origins: [null] }],
    ['too many origins', { allowed_origins: Array.from({ length: 101 }, (_, i) => `https://a${i}`) }],
    ['no requests for a client', { client_requests_per_minute: 0 }],
    ['too many requests for a client', { client_requests_per_minute: 1_000_001 }],
    ['no requests for a user', { user_requests_per_minute: 0 }],
    ['too many requests for a user', { user_requests_per_minute: 1_000_001 }],
    ['no room for a body', { maximum_body_bytes: 0 }],
    ['room for more than a gibibyte', { maximum_body_bytes: 1_073_741_825 }],
    ['no time', { timeout_seconds: 0 }],
    ['more than an hour', { timeout_seconds: 3_601 }],
  ])('are refused with %s', async (_, change) => {
    await expect(resource(change)).rejects.toMatchObject({ code: '23514' });
  });

  it.each(['', 'flex read', 'flex"', 'flex\\', 'flëx', 'x'.repeat(257)])('have no scope %j', async (name) => {
    await expect(scope({ scope: name })).rejects.toMatchObject({ code: '23514' });
  });

  it('have no scope with an operation that is empty or too long, or too many of them', async () => {
    for (const graphql_operations of [
      [''],
      ['x'.repeat(257)],
      Array.from({ length: 101 }, (_, i) => `${i}`),
    ]) {
      await expect(scope({ graphql_operations })).rejects.toMatchObject({ code: '23514' });
    }
  });

  it.each([
    '',
    '/',
    'a/',
    '/a',
    '//a/',
    '/a//',
    '/./',
    '/../',
    '/a/../b/',
    '/.well-known/',
    '/a%2f/',
    '/a?b/',
    '/a b/',
    '/a\\b/',
    '/é/',
    `/${'a'.repeat(255)}/`,
  ])('have no route %j', async (prefix) => {
    await expect(route(prefix)).rejects.toMatchObject({ code: '23514' });
  });

  it('share no route', async () => {
    await expect(route('/x/')).rejects.toMatchObject({ code: '23505' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a place before the first', { position: 0 }],
    ['a place behind the hundredth', { position: 101 }],
    ['a method in lower case', { methods: ['get'] }],
    ['a method that is no token', { methods: ['GET POST'] }],
    ['a method that is null', { methods: [null] }],
    ['too many methods', { methods: Array.from({ length: 21 }, () => 'GET') }],
    ['a path from the root', { path: '/a' }],
    ['a path with an empty segment', { path: 'a//b' }],
    ['a path that leads elsewhere', { path: 'a/../b' }],
    ['a path with an escape', { path: 'a%2e' }],
    ['a path with a query', { path: 'a?b' }],
    ['a path that is too long', { path: 'a'.repeat(257) }],
    ['an empty scope', { scopes: [''] }],
    ['scopes that nobody needs', { scopes: ['flex:read'], public: true }],
  ])('have no rule with %s', async (_, change) => {
    await expect(rule(change)).rejects.toMatchObject({ code: '23514' });
  });

  it('have one rule in a place, and none without a route', async () => {
    await database.pool.query(`INSERT INTO access_rules (path_prefix, position) VALUES ('/x/', 7)`);
    await expect(rule({ position: 7 })).rejects.toMatchObject({ code: '23505' });
    await expect(rule({ path_prefix: '/y/' })).rejects.toMatchObject({ code: '23503' });
  });
});
