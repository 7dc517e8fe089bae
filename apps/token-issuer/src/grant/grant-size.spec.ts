import { randomBytes, randomUUID } from 'node:crypto';
import { createTestSchema } from '../testing/test-schema';
import { createGrantRepository } from './grant-repository';
import { createFamilyKey, hashOf } from './opaque-token';

let database: Awaited<ReturnType<typeof createTestSchema>>;
beforeAll(async () => {
  database = await createTestSchema();
});
afterAll(() => database?.drop());

const refreshes = 2_500;
const at = (seconds: number) => new Date(Date.parse('2030-01-01T00:00:00Z') + seconds * 1000);

/** How many rows there are, and bytes with and without indexes and what is kept beside the table. */
async function size() {
  const { rows } = await database.pool.query<{ rows: number; heap: number; total: number }>(
    `SELECT count(*)::int AS rows, pg_relation_size('grants')::int AS heap,
       pg_total_relation_size('grants')::int AS total FROM grants`,
  );
  return rows[0] ?? { rows: 0, heap: 0, total: 0 };
}

// An answer with a JWT signed by ES256, and one so long that by default it would be kept beside the table.
describe.each([1_200, 3_000])('a grant whose sealed answers have %i bytes', (bytes) => {
  it(`takes one row and no more room after ${refreshes} refreshes`, async () => {
    const grants = createGrantRepository(database.pool);
    await database.pool.query('TRUNCATE grants');
    const id = randomUUID();
    const sealedAnswer = randomBytes(bytes);
    const dpopJkt = hashOf('a key').toString('base64url');
    const state = (use: number) => ({
      refreshToken: { hash: hashOf(`token ${use}`), expiresAt: at(use + 86_400) },
      accessTokenExpiresAt: at(use + 600),
      grantExpiresAt: at(31_536_000),
      dpopJkt,
    });
    const previous = (use: number) => ({
      hash: hashOf(`token ${use - 1}`),
      rotatedAt: at(use),
      sealedAnswer,
    });
    await grants.insertOnce(
      {
        id,
        clientId: 'app',
        subject: 'user-1',
        scopes: ['flex:read', 'flex:control'],
        resources: ['https://api.example/resource/'],
        authTime: at(0),
        acr: null,
        createdAt: at(0),
        approvedAt: at(0),
        tokenFamilyKey: createFamilyKey(),
      },
      state(0),
      previous(0),
    );
    const before = await size();
    for (let use = 1; use <= refreshes; use += 1)
      expect(
        await grants.rotate(id, { hash: hashOf(`token ${use - 1}`), dpopJkt }, state(use), previous(use)),
      ).toBe(true);
    const after = await size();
    console.log(`${refreshes} refreshes of one grant, sealed answers of ${bytes} bytes`, { before, after });
    expect(after.rows).toBe(1);
    // Room for a few pages that versions of the row may move between.
    expect(after.total - before.total).toBeLessThanOrEqual(64 * 1024);
  }, 60_000);
});
