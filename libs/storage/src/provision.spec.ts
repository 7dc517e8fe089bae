import { createTestDatabase, type TestDatabase } from '@latchkey/development';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { provisionSchema } from './provision';
import { provisionTestSchema, withLogin } from './testing/test-schema';

const password = 'correct-horse-battery-staple';
const randomRole = () => `role_${randomBytes(6).toString('hex')}`;

async function query(connectionString: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('provisionSchema', () => {
  let database: TestDatabase;
  let admin: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    admin = database.connectionString;
  });

  afterAll(() => database.drop());

  it('lets the role work in its schema', async () => {
    const { connectionString } = await provisionTestSchema(admin, 'own');
    await query(
      connectionString,
      'CREATE TABLE own.notes (text text); INSERT INTO own.notes VALUES ($$hi$$)',
    );
    expect(await query(connectionString, 'SELECT text FROM own.notes')).toEqual([{ text: 'hi' }]);
  });

  it.each([
    ['another service’s schema', 'SELECT * FROM other.secrets'],
    ['the schema public', 'SELECT * FROM public.shared'],
    ['tables in the schema public', 'CREATE TABLE public.mine (a int)'],
    ['temporary tables', 'CREATE TEMPORARY TABLE mine (a int)'],
    ['schemas', 'CREATE SCHEMA mine'],
    ['roles', 'CREATE ROLE mine'],
    ['databases', 'CREATE DATABASE mine'],
    ['files of the server', "SELECT pg_read_file('/etc/passwd')"],
    ['programs on the server', "COPY (SELECT 1) TO PROGRAM 'cat'"],
    ['passwords of roles', 'SELECT * FROM pg_authid'],
  ])('keeps the role away from %s', async (_, statement) => {
    const name = `walled_${randomBytes(4).toString('hex')}`;
    await query(admin, 'CREATE SCHEMA IF NOT EXISTS other; CREATE TABLE IF NOT EXISTS other.secrets (a int)');
    await query(
      admin,
      'CREATE TABLE IF NOT EXISTS public.shared (a int); GRANT ALL ON public.shared TO PUBLIC',
    );
    const { connectionString } = await provisionTestSchema(admin, name);
    await expect(query(connectionString, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('lets no role connect that was not provisioned', async () => {
    const stranger = randomRole();
    await provisionTestSchema(admin, 'closed');
    await query(admin, `CREATE ROLE ${stranger} LOGIN PASSWORD '${password}'`);
    await expect(query(withLogin(admin, stranger, password), 'SELECT 1')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('sets a new password and keeps the data when repeated, even at the same time', async () => {
    const { role, schema, connectionString } = await provisionTestSchema(admin, 'again');
    await query(connectionString, 'CREATE TABLE again.kept ()');
    await Promise.all([1, 2, 3, 4].map(() => provisionSchema(admin, { schema, role, password })));
    await query(withLogin(admin, role, password), 'SELECT FROM again.kept');
    await expect(query(connectionString, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('never sends the password to the server', async () => {
    const role = randomRole();
    await provisionSchema(admin, { schema: role, role, password });
    const [{ rolpassword }] = await query(admin, 'SELECT rolpassword FROM pg_authid WHERE rolname = $1', [
      role,
    ]);
    expect(rolpassword).toMatch(/^SCRAM-SHA-256\$4096:/);
  });

  it('makes the database that it is told, once', async () => {
    const name = `made_${randomBytes(6).toString('hex')}`;
    const role = randomRole();
    await Promise.all(
      [1, 2].map(() => provisionSchema(admin, { database: name, schema: 'mine', role, password })),
    );
    const url = new URL(withLogin(admin, role, password));
    url.pathname = `/${name}`;
    expect(await query(url.href, 'SELECT current_database() AS name')).toEqual([{ name }]);
    await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('works for an administrator who is no superuser', async () => {
    const administrator = randomRole();
    const name = `run_${randomBytes(6).toString('hex')}`;
    const role = randomRole();
    await query(admin, `CREATE ROLE ${administrator} LOGIN CREATEROLE CREATEDB PASSWORD '${password}'`);
    await query(admin, `GRANT CONNECT ON DATABASE ${database.name} TO ${administrator}`);
    const provision = () =>
      provisionSchema(withLogin(admin, administrator, password), {
        database: name,
        schema: 'mine',
        role,
        password,
      });
    await provision();
    await provision();
    const url = new URL(withLogin(admin, role, password));
    url.pathname = `/${name}`;
    await query(url.href, 'CREATE TABLE mine.notes ()');
    const owner = new URL(withLogin(admin, administrator, password));
    owner.pathname = `/${name}`;
    await expect(query(owner.href, 'SELECT * FROM mine.notes')).rejects.toMatchObject({ code: '42501' });
    await query(admin, `DROP DATABASE ${name} WITH (FORCE)`);
  });

  it('refuses a role that can do more', async () => {
    const role = randomRole();
    await query(admin, `CREATE ROLE ${role} LOGIN CREATEDB`);
    await expect(provisionSchema(admin, { schema: 'more', role, password })).rejects.toThrow(
      /rights of its own/,
    );
    const member = randomRole();
    await query(admin, `CREATE ROLE ${member}; GRANT pg_read_all_data TO ${member}`);
    await expect(provisionSchema(admin, { schema: 'more', role: member, password })).rejects.toThrow(
      /rights of its own/,
    );
  });

  it('refuses a schema that belongs to somebody else', async () => {
    const { schema, role: owner } = await provisionTestSchema(admin, 'taken');
    const provision = provisionSchema(admin, { schema, role: randomRole(), password });
    await expect(provision).rejects.toThrow(`The schema taken belongs to the role ${owner}`);
    await expect(provisionSchema(admin, { schema: 'public', role: randomRole(), password })).rejects.toThrow(
      /belongs to the role pg_database_owner/,
    );
  });

  it.each([
    [{ schema: 'Mixed' }],
    [{ schema: 'a"; DROP SCHEMA public' }],
    [{ schema: '' }],
    [{ role: "o'brien" }],
    [{ role: 'a'.repeat(64) }],
    [{ database: 'a b' }],
    [{ password: 'short' }],
    [{ password: 'pässwörter-mit-umlauten' }],
    [{ password: 'with a space in the middle' }],
  ])('refuses %j', async (change) => {
    const provision = { schema: 'fine', role: 'fine', password, ...change };
    await expect(provisionSchema(admin, provision)).rejects.toThrow(RangeError);
  });

  it('does not repeat a malformed connection string, for the password in it', async () => {
    const provision = { schema: 'fine', role: 'fine', password };
    const failure = await provisionSchema('postgres//admin:hunter2@db', provision).catch(String);
    expect(failure).toMatch(/^RangeError: .*postgres:\/\/ROLE:PASSWORD@HOST/);
    expect(failure).not.toContain('hunter2');
  });
});
