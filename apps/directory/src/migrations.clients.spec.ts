import { startTestSchema, type TestSchema } from './testing/test-schema';

const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
const key = { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' };
const setOf = (...keys: unknown[]) => JSON.stringify({ keys });

describe('clients', () => {
  let database: TestSchema;

  beforeAll(async () => {
    database = await startTestSchema();
    await database.pool.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types, jwks)
       VALUES ('service', 'Service', 'client_secret_basic', '{client_credentials}', NULL),
         ('public', 'Public', 'none', '{${deviceCode}}', NULL),
         ('signer', 'Signer', 'private_key_jwt', '{client_credentials}', '${setOf(key)}')`,
    );
    await database.pool.query(
      `INSERT INTO assertion_issuers (issuer, jwks) VALUES ('https://idp.example', '${setOf(key)}')`,
    );
  });

  afterAll(() => database.close());

  const publicClient = (change: Record<string, unknown>) =>
    database.insert('clients', {
      client_id: 'demo',
      client_name: 'Demo',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      redirect_uris: ['https://app.example.com/callback'],
      ...change,
    });
  const confidential = (change: Record<string, unknown>) =>
    publicClient({
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials', exchange, jwtBearer],
      redirect_uris: [],
      ...change,
    });
  const signing = (change: Record<string, unknown>) =>
    confidential({ token_endpoint_auth_method: 'private_key_jwt', ...change });
  const secret = (change: Record<string, unknown> = {}) =>
    database.insert('client_secrets', {
      client_id: 'service',
      place: 'current',
      sha256: Buffer.alloc(32),
      created_at: '2030-01-01T00:00:00Z',
      ...change,
    });
  const issuer = (change: Record<string, unknown>) =>
    database.insert('assertion_issuers', {
      issuer: 'https://other.example',
      jwks_uri: 'https://other.example/keys',
      ...change,
    });

  it('are accepted in the forms that the refused ones below are variations of', async () => {
    await publicClient({});
    await publicClient({ grant_types: [deviceCode, 'refresh_token'], redirect_uris: [] });
    await confidential({});
    await confidential({
      served_resources: ['https://api.example.com/'],
      subject_client_ids: ['service'],
      impersonation: true,
      access_token_lifetime_seconds: 30,
      device_code_lifetime_seconds: 3_600,
      device_poll_interval_seconds: 60,
    });
    for (const jwks_uri of [
      'https://app.example.com/keys',
      'http://localhost:3000/keys?of=me',
      'http://[::1]',
    ]) {
      await signing({ jwks_uri });
    }
    await signing({ jwks: setOf(key, { kty: 'RSA' }, { kty: 'OKP' }) });
    await secret();
    await issuer({});
  });

  it.each<[string, Record<string, unknown>]>([
    ['a public client with client credentials', { grant_types: ['client_credentials'], redirect_uris: [] }],
    ['a public client with token exchange', { grant_types: ['authorization_code', exchange] }],
    ['a public client with JWT bearer assertions', { grant_types: ['authorization_code', jwtBearer] }],
    ['a public client that serves a resource', { served_resources: ['https://api.example.com/'] }],
    ['an unknown grant type', { grant_types: ['authorization_code', 'password'] }],
    ['no grant type', { grant_types: [], redirect_uris: [] }],
    ['a grant type that is null', { grant_types: ['authorization_code', null] }],
    ['refresh tokens alone', { grant_types: ['refresh_token'], redirect_uris: [] }],
    ['the code grant without redirect URI', { redirect_uris: [] }],
    ['a redirect URI without the code grant', { grant_types: [deviceCode] }],
    ['an unknown authentication method', { token_endpoint_auth_method: 'private_key' }],
    ['an empty client_id', { client_id: '' }],
    ['a client_id outside ASCII', { client_id: 'dém' }],
    ['a client_id with a line break', { client_id: 'demo\n' }],
    ['a client_id that is too long', { client_id: 'x'.repeat(257) }],
    ['an empty name', { client_name: '' }],
    ['a redirect URI that is too long', { redirect_uris: [`https://x/${'x'.repeat(2_040)}`] }],
    ['an empty redirect URI', { redirect_uris: [''] }],
    ['too many redirect URIs', { redirect_uris: Array.from({ length: 101 }, (_, i) => `https://x/${i}`) }],
    ['a scope that is null', { scopes: [null] }],
    ['lists of lists', { resources: [['https://x/']] }],
    ['a lifetime of its access tokens of 29 seconds', { access_token_lifetime_seconds: 29 }],
    ['a lifetime of its access tokens of more than a day', { access_token_lifetime_seconds: 86_401 }],
    ['a lifetime of its device codes of 59 seconds', { device_code_lifetime_seconds: 59 }],
    ['a lifetime of its device codes of more than an hour', { device_code_lifetime_seconds: 3_601 }],
    ['no time between polls', { device_poll_interval_seconds: 0 }],
    ['more than a minute between polls', { device_poll_interval_seconds: 61 }],
  ])('are refused with %s', async (_, change) => {
    await expect(publicClient(change)).rejects.toMatchObject({ code: '23514' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['subjects to exchange without that grant', { grant_types: [jwtBearer], subject_client_ids: ['web'] }],
    ['impersonation without token exchange', { grant_types: [jwtBearer], impersonation: true }],
    ['a subject that is empty', { subject_client_ids: [''] }],
    ['a subject that no client can be', { subject_client_ids: ['wéb'] }],
    ['too many subjects', { subject_client_ids: Array.from({ length: 101 }, (_, i) => `client-${i}`) }],
    ['an empty resource to serve', { served_resources: [''] }],
    [
      'too many resources to serve',
      { served_resources: Array.from({ length: 101 }, (_, i) => `urn:x:${i}`) },
    ],
  ])('are refused, although confidential, with %s', async (_, change) => {
    await expect(confidential(change)).rejects.toMatchObject({ code: '23514' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['no keys', {}],
    ['keys in two places', { jwks: setOf(key), jwks_uri: 'https://app.example.com/keys' }],
    ['a private key', { jwks: setOf({ ...key, d: 'AA' }) }],
    ['a private key behind a public one', { jwks: setOf(key, { kty: 'RSA', p: 'AA' }) }],
    ['a symmetric key', { jwks: setOf({ kty: 'oct', k: 'AA' }) }],
    ['a key without type', { jwks: setOf({}) }],
    ['a key that is null', { jwks: setOf(null) }],
    ['a list for a key', { jwks: setOf([key]) }],
    ['an empty set', { jwks: setOf() }],
    ['too many keys', { jwks: setOf(...Array.from({ length: 21 }, () => key)) }],
    ['too long a set', { jwks: setOf({ ...key, kid: 'x'.repeat(16_384) }) }],
    ['no set', { jwks: '{}' }],
    ['a list for a set', { jwks: '[]' }],
    ['null for a set', { jwks: 'null' }],
    ['keys to fetch without TLS', { jwks_uri: 'http://app.example.com/keys' }],
    ['keys to fetch from what looks like the machine itself', { jwks_uri: 'http://127.0.0.1.example.com/' }],
    ['a user name in the address', { jwks_uri: 'http://localhost@app.example.com/keys' }],
    ['a fragment in the address', { jwks_uri: 'https://app.example.com/keys#x' }],
    ['a line break behind the address', { jwks_uri: 'https://app.example.com/keys\n' }],
    ['an address that is too long', { jwks_uri: `https://app.example.com/${'x'.repeat(2_048)}` }],
    ['an empty address', { jwks_uri: '' }],
  ])('are refused that sign their assertions, with %s', async (_, change) => {
    await expect(signing(change)).rejects.toMatchObject({ code: '23514' });
    if (Object.keys(change).length > 0) {
      await expect(issuer({ jwks_uri: null, ...change })).rejects.toMatchObject({ code: '23514' });
    }
  });

  it('are refused with keys that are not JSON', async () => {
    await expect(signing({ jwks: '{keys' })).rejects.toMatchObject({ code: '22P02' });
  });

  it('have at most two secrets, the older of them for a time only', async () => {
    await secret({ place: 'previous', expires_at: '2030-01-02T00:00:00Z' });
    for (const change of [{ place: 'previous' }, { place: 'third' }, { sha256: Buffer.alloc(31) }]) {
      await expect(secret(change)).rejects.toMatchObject({ code: '23514' });
    }
  });

  it('have no secret unless they authenticate with one, whatever they are changed to', async () => {
    for (const client_id of ['public', 'signer', 'unknown']) {
      await expect(secret({ client_id })).rejects.toMatchObject({ code: '23503' });
      await expect(secret({ client_id, client_uses_secrets: false })).rejects.toMatchObject({
        code: '23514',
      });
    }
    await database.pool.query(
      `INSERT INTO client_secrets VALUES ('service', 'current', sha256('secret'), now())`,
    );
    const change = (method: string) =>
      database.pool.query(
        `UPDATE clients SET token_endpoint_auth_method = $1, jwks = $2 WHERE client_id = 'service'`,
        [method, setOf(key)],
      );
    await expect(change('private_key_jwt')).rejects.toMatchObject({ code: '23503' });
    await expect(change('client_secret_post')).resolves.toMatchObject({ rowCount: 1 });
  });

  it.each<[string, Record<string, unknown>]>([
    ['an empty issuer', { issuer: '' }],
    ['an issuer with a space', { issuer: 'https://other.example/ x' }],
    ['an issuer that is too long', { issuer: `https://${'x'.repeat(2_048)}` }],
    ['no keys', { jwks_uri: null }],
  ])('present no assertions of an issuer with %s', async (_, change) => {
    await expect(issuer(change)).rejects.toMatchObject({ code: '23514' });
  });

  it('present assertions of known issuers only', async () => {
    const row = { client_id: 'service', issuer: 'https://idp.example' };
    await database.insert('client_assertion_issuers', row);
    for (const change of [{ issuer: 'https://unknown.example' }, { client_id: 'unknown' }]) {
      await expect(database.insert('client_assertion_issuers', { ...row, ...change })).rejects.toMatchObject({
        code: '23503',
      });
    }
  });
});
