import pg from 'pg';
import { createTestDatabase } from './test-database';

const query = async (connectionString: string, text: string) => {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query(text);
  return { rows, end: () => client.end() };
};

describe('createTestDatabase', () => {
  it('makes a database of its own each time, on the server of the jest run', async () => {
    const [one, other] = [await createTestDatabase(), await createTestDatabase()];
    const { rows, end } = await query(one.connectionString, 'SELECT current_database() AS name');
    expect(rows).toEqual([{ name: one.name }]);
    expect(other.name).not.toBe(one.name);
    await end();
    await Promise.all([one.drop(), other.drop()]);
  });

  it('drops the database while somebody is connected', async () => {
    const database = await createTestDatabase();
    const { end } = await query(database.connectionString, 'SELECT 1');
    await database.drop();
    await expect(query(database.connectionString, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
    await end();
  });

  it('says what is missing without the jest set-up', async () => {
    const url = process.env.LATCHKEY_TEST_DATABASE_URL;
    delete process.env.LATCHKEY_TEST_DATABASE_URL;
    await expect(createTestDatabase()).rejects.toThrow(/jest-global-setup/);
    process.env.LATCHKEY_TEST_DATABASE_URL = url;
  });
});
