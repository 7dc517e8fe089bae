import { startTestSchema, type TestSchema } from './testing/test-schema';

const subject = '00000000-0000-4000-8000-000000000000';

describe('consents, profiles, known networks and audit events', () => {
  let database: TestSchema;

  beforeAll(async () => {
    database = await startTestSchema();
    await database.pool.query(
      `INSERT INTO users (subject, email, name, password_hash)
       VALUES ('${subject}', 'ada@example.com', 'Ada', '$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$aGFzaA')`,
    );
    await database.pool.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types)
       VALUES ('tv', 'TV', 'none', '{urn:ietf:params:oauth:grant-type:device_code}'),
         ('radio', 'Radio', 'none', '{urn:ietf:params:oauth:grant-type:device_code}')`,
    );
    await database.pool.query(`INSERT INTO consents VALUES ('${subject}', 'tv', '2030-01-01', '2030-01-01')`);
  });

  afterAll(() => database.close());

  const consent = (change: Record<string, unknown>) =>
    database.insert('consents', {
      subject,
      client_id: 'radio',
      created_at: '2030-01-01',
      updated_at: '2030-01-02',
      ...change,
    });
  const access = (change: Record<string, unknown>) =>
    database.insert('consented_resources', {
      subject,
      client_id: 'tv',
      resource: 'https://api.example.com/',
      scopes: ['flex:read'],
      ...change,
    });
  const profile = (change: Record<string, unknown>) =>
    database.insert('client_profiles', { client_id: 'tv', ...change });
  const network = (change: Record<string, unknown>) =>
    database.insert('known_networks', {
      subject,
      network_hash: Buffer.alloc(32),
      last_sign_in: '2030-01-01',
      ...change,
    });
  const event = (change: Record<string, unknown>) =>
    database.insert('audit_events', {
      event_id: subject,
      event_time: '2030-01-01',
      type: 'user.signed_in',
      recorder: 'directory',
      subject: '',
      client_id: '',
      grant_id: '',
      remote_address: '',
      request_id: '',
      details: {},
      ...change,
    });
  const refused = { code: '23514' };

  it('are accepted in the forms that the refused ones below are variations of', async () => {
    await consent({});
    await access({});
    await access({ scopes: [] });
    await profile({});
    await profile({ logo: Buffer.alloc(32_768), logo_media_type: 'image/png', publisher_name: 'X' });
    await profile({
      publisher_name: 'X',
      publisher_verified: true,
      client_uri: 'https://x.example:8443/a?b#c',
    });
    await network({});
    await event({});
    await event({ type: 'user.sign_in_failed.again', details: { a: 'b' } });
  });

  it.each<[string, () => Promise<void>]>([
    ['a consent renewed before it was given', () => consent({ updated_at: '2029-12-31' })],
    ['a resource without a name', () => access({ resource: '' })],
    ['an empty scope', () => access({ scopes: [''] })],
    ['an empty logo', () => profile({ logo: Buffer.alloc(0), logo_media_type: 'image/png' })],
    ['a logo that is too large', () => profile({ logo: Buffer.alloc(32_769), logo_media_type: 'image/png' })],
    ['a logo of another type', () => profile({ logo: Buffer.alloc(1), logo_media_type: 'text/html' })],
    ['a logo without a type', () => profile({ logo: Buffer.alloc(1) })],
    ['a type without a logo', () => profile({ logo_media_type: 'image/png' })],
    ['a verified publisher without name', () => profile({ publisher_verified: true })],
    ['a page without TLS', () => profile({ client_uri: 'http://x.example/' })],
    ['a page with a user name', () => profile({ policy_uri: 'https://me@x.example/' })],
    ['a page with a quote', () => profile({ tos_uri: 'https://x.example/"' })],
    ['a network that is no hash', () => network({ network_hash: Buffer.from('203.0.113.7') })],
    ['an event of one word', () => event({ type: 'event' })],
    ['an event that nobody recorded', () => event({ recorder: '' })],
    ['an event with a list of details', () => event({ details: '[]' })],
    ['an event with too many details', () => event({ details: { a: 'x'.repeat(65_536) } })],
  ])('refuse %s', async (_, insert) => {
    await expect(insert()).rejects.toMatchObject(refused);
  });

  it('refuse what belongs to nobody', async () => {
    const nobody = subject.replace('4000', '4001');
    for (const insert of [
      () => consent({ subject: nobody }),
      () => consent({ client_id: 'other' }),
      () => access({ client_id: 'radio' }),
      () => profile({ client_id: 'other' }),
      () => network({ subject: nobody }),
    ]) {
      await expect(insert()).rejects.toMatchObject({ code: '23503' });
    }
  });
});
