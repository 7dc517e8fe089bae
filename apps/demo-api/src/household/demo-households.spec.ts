import { randomUUID } from 'node:crypto';
import type { Principal } from '../principal/principal';
import { createTestSchema } from '../testing/test-schema';
import { createDemoHouseholds } from './demo-households';

describe('demo households', () => {
  let schema: Awaited<ReturnType<typeof createTestSchema>>;
  beforeAll(async () => {
    schema = await createTestSchema();
  });
  afterAll(() => schema.drop());

  const now = new Date('2030-01-01T12:00:00Z');
  const replica = () => createDemoHouseholds({ pool: schema.pool, clock: () => now, newId: randomUUID });
  const user = (subject: string): Principal => ({ kind: 'user', subject, clientId: 'demo-web', scopes: [] });
  const client = (clientId: string): Principal => ({ kind: 'client', clientId, scopes: [] });
  const contentsOf = async (owner: string) => {
    const { rows } = await schema.pool.query(
      `SELECT (SELECT count(*)::int FROM accounts WHERE owner = $1) AS accounts,
              (SELECT array_agg(s.client_id) FROM account_shares s JOIN accounts a ON a.id = s.account_id
                WHERE a.owner = $1) AS shares,
              (SELECT array_agg(d.kind ORDER BY d.id) FROM devices d JOIN properties p ON p.id = d.property_id
                 JOIN accounts a ON a.id = p.account_id WHERE a.owner = $1) AS devices`,
      [owner],
    );
    return rows[0] as { accounts: number; shares: string[] | null; devices: string[] | null };
  };
  const devices = ['electric_vehicle', 'charge_point', 'home_battery', 'heat_pump', 'thermostat'];

  it('are made once, however many replicas see somebody first at the same time', async () => {
    const replicas = Array.from({ length: 8 }, replica);
    await Promise.all(replicas.map((households) => households.ensure(user('ada'))));
    expect(await contentsOf('user:ada')).toEqual({ accounts: 1, shares: ['demo-service'], devices });
  });

  it('are not made again when all in them is gone', async () => {
    await replica().ensure(user('tidy'));
    await schema.pool.query(
      `DELETE FROM devices d USING properties p, accounts a
        WHERE p.id = d.property_id AND a.id = p.account_id AND a.owner = 'user:tidy'`,
    );
    await replica().ensure(user('tidy'));
    expect(await contentsOf('user:tidy')).toMatchObject({ accounts: 1, devices: null });
  });

  it('are made for a client as well, shared with nobody, so that it sees something before any user came', async () => {
    await replica().ensure(client('demo-service'));
    expect(await contentsOf('client:demo-service')).toEqual({ accounts: 1, shares: null, devices });
  });

  it('are asked about in the database once for each principal', async () => {
    const households = replica();
    const statements = jest.spyOn(schema.pool, 'query');
    for (let time = 0; time < 3; time += 1) await households.ensure(user('eve'));
    expect(statements).toHaveBeenCalledTimes(1);
    statements.mockRestore();
  });

  it('are asked about again when the database failed', async () => {
    const households = replica();
    await schema.pool.query('ALTER TABLE accounts RENAME TO elsewhere');
    await expect(households.ensure(user('late'))).rejects.toThrow('accounts');
    await schema.pool.query('ALTER TABLE elsewhere RENAME TO accounts');
    await households.ensure(user('late'));
    expect(await contentsOf('user:late')).toMatchObject({ accounts: 1 });
  });
});
