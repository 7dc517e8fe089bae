import { createTestSchema } from '../testing/test-schema';
import { loadKeyRing } from './key-ring';

let schema: Awaited<ReturnType<typeof createTestSchema>>;
const masterKey = Buffer.alloc(32, 1);
const clock = () => new Date('2030-01-01T00:00:00Z');

beforeEach(async () => {
  schema = await createTestSchema();
});
afterEach(() => schema.drop());

describe('the key ring', () => {
  it('makes one key, however many replicas start at once, and keeps it', async () => {
    const rings = await Promise.all(
      Array.from({ length: 5 }, () =>
        loadKeyRing({ pool: schema.pool, masterKey, algorithm: 'ES256', clock }),
      ),
    );
    expect(new Set(rings.map(({ signing }) => signing.kid)).size).toBe(1);
    const later = await loadKeyRing({ pool: schema.pool, masterKey, algorithm: 'ES256', clock });
    expect(later.signing.kid).toBe(rings[0]!.signing.kid);
    expect(later.jwks.keys).toHaveLength(1);
  });

  it.each(['RS256', 'EdDSA'] as const)(
    'adds a key when %s is asked for, and goes on publishing the old one',
    async (algorithm) => {
      const before = await loadKeyRing({ pool: schema.pool, masterKey, algorithm: 'ES256', clock });
      const after = await loadKeyRing({ pool: schema.pool, masterKey, algorithm, clock });
      expect(after.signing.algorithm).toBe(algorithm);
      expect(after.jwks.keys.map(({ kid }) => kid).sort()).toEqual(
        [before.signing.kid, after.signing.kid].sort(),
      );
    },
  );

  it('says which setting is wrong when the master key is another one', async () => {
    await loadKeyRing({ pool: schema.pool, masterKey, algorithm: 'ES256', clock });
    const loading = loadKeyRing({
      pool: schema.pool,
      masterKey: Buffer.alloc(32, 2),
      algorithm: 'ES256',
      clock,
    });
    await expect(loading).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringContaining('LATCHKEY_MASTER_KEY'),
    });
  });

  it('stores no private key readably', async () => {
    const { signing } = await loadKeyRing({ pool: schema.pool, masterKey, algorithm: 'ES256', clock });
    const d = signing.privateKey.export({ format: 'jwk' }).d ?? 'missing';
    const { rows } = await schema.pool.query(
      'SELECT signing_keys::text AS row, sealed_private_key FROM signing_keys',
    );
    expect(JSON.stringify(rows).includes(d)).toBe(false);
    expect(rows[0].sealed_private_key.includes(Buffer.from(d, 'base64url'))).toBe(false);
  });
});
