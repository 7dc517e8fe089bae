import { randomUUID } from 'node:crypto';
import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { createUserRepository } from '../user/user-repository';
import { createKnownNetworks, type KnownNetworks } from './known-networks';

describe('known networks', () => {
  const [ada, eve] = [randomUUID(), randomUUID()];
  let database: TestSchema;
  let networks: KnownNetworks;

  beforeEach(async () => {
    database = await startTestSchema();
    networks = createKnownNetworks(database.pool);
    const users = createUserRepository(database.pool);
    const passwordHash = '$argon2id$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$aGFzaA';
    await users.upsert({ subject: ada, email: 'ada@example.com', name: 'Ada', passwordHash });
    await users.upsert({ subject: eve, email: 'eve@example.com', name: 'Eve', passwordHash });
  });

  afterEach(() => database.close());

  const start = new Date('2030-01-01T00:00:00Z');
  const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
  const knows = (network: string, email = 'ada@example.com', since = after(-1)) =>
    networks.includes(email, network, since);
  const stored = async () => {
    const { rows } = await database.pool.query(`SELECT network_hash FROM known_networks`);
    return rows.length;
  };

  it('knows where an account was signed in to, and no other account', async () => {
    await networks.add(ada, '203.0.113.7', start);
    expect(await knows('203.0.113.7')).toBe(true);
    expect(await knows('203.0.113.8')).toBe(false);
    expect(await knows('203.0.113.7', 'eve@example.com')).toBe(false);
    expect(await knows('203.0.113.7', 'nobody@example.com')).toBe(false);
    expect(await knows('203.0.113.7', 'ada@example.com', start)).toBe(false);
  });

  it('keeps hashes that differ from user to user, and no address', async () => {
    await networks.add(ada, '203.0.113.7', start);
    await networks.add(eve, '203.0.113.7', start);
    const { rows } = await database.pool.query<{ network_hash: Buffer }>(`SELECT * FROM known_networks`);
    expect(new Set(rows.map(({ network_hash }) => network_hash.toString('hex'))).size).toBe(2);
    expect(JSON.stringify(rows)).not.toContain('203.0.113');
  });

  it('forgets all but the latest 20 of a user', async () => {
    await networks.add(eve, '203.0.113.1', start);
    for (let n = 1; n <= 20; n += 1) await networks.add(ada, `203.0.113.${n}`, after(n));
    await networks.add(ada, '203.0.113.1', after(21));
    await networks.add(ada, '203.0.113.21', after(22));
    expect(await stored()).toBe(21);
    expect(await knows('203.0.113.1')).toBe(true);
    expect(await knows('203.0.113.2')).toBe(false);
    expect(await knows('203.0.113.3')).toBe(true);
  });

  it('stays bounded, and fails nobody, when a user signs in from everywhere at once', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, n) => networks.add(ada, `203.0.113.${n % 30}`, after(n))),
    );
    await networks.add(ada, '198.51.100.1', after(100));
    expect(await stored()).toBeLessThanOrEqual(20);
  });

  it('drops those that nobody signed in from since, the oldest first, and those of a removed user', async () => {
    for (let n = 1; n <= 4; n += 1) await networks.add(ada, `203.0.113.${n}`, after(n));
    expect(await networks.deleteBefore(after(3), 2)).toBe(2);
    expect(await networks.deleteBefore(after(3), 2)).toBe(1);
    expect(await knows('203.0.113.4')).toBe(true);
    await database.pool.query(`DELETE FROM users WHERE subject = $1`, [ada]);
    expect(await stored()).toBe(0);
  });
});
