import { createTestDatabase } from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { createPool, migrate, provisionSchema } from '@latchkey/storage';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationsDirectory } from '../server';
import { masterKey, useTestReplicas } from '../testing/test-keys';
import type { Keys } from './keys';
import { sealKey } from './sealed-key';

const replicas = useTestReplicas();
const states = async (keys: Keys) => (await keys.list()).map(({ state }) => state);

describe('the first key', () => {
  it('is one, however many replicas start at once, and signs at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => replicas.start()));
    expect(new Set(all.map(({ ring }) => ring.signing.kid)).size).toBe(1);
    const later = await replicas.start();
    expect(later.ring.signing.kid).toBe(all[0]?.ring.signing.kid);
    expect(later.ring.jwks.keys).toHaveLength(1);
    expect(await states(later)).toEqual(['signing']);
  });

  it('is stored so that nobody can read it', async () => {
    const { signing } = (await replicas.start()).ring;
    const d = signing.privateKey.export({ format: 'jwk' }).d ?? 'missing';
    const { rows } = await replicas.pool.query(
      'SELECT signing_keys::text AS row, sealed_private_key FROM signing_keys',
    );
    expect(JSON.stringify(rows).includes(d)).toBe(false);
    expect(rows[0].sealed_private_key.includes(Buffer.from(d, 'base64url'))).toBe(false);
    expect(replicas.lines.join()).not.toContain(d);
  });

  it('takes over a key that was made before keys had states', async () => {
    const database = await createTestDatabase();
    const former = await mkdtemp(join(tmpdir(), 'migrations-'));
    try {
      const password = randomBytes(12).toString('hex');
      const role = `issuer_${randomBytes(6).toString('hex')}`;
      await provisionSchema(database.connectionString, { schema: 'issuer', role, password });
      const url = new URL(database.connectionString);
      url.username = role;
      url.password = password;
      const connection = { connectionString: url.href, schema: 'issuer' };
      for (const file of ['0001_grants.sql', '0002_signing_keys.sql']) {
        await copyFile(join(migrationsDirectory, file), join(former, file));
      }
      const logger = createLogger({ service: 'test', level: 'error' });
      await migrate({ ...connection, directory: former, logger });
      const pool = createPool({ ...connection, applicationName: 'test', onError: () => undefined });
      const { signing } = (await replicas.start()).ring;
      await pool.query('INSERT INTO signing_keys VALUES ($1, $2, $3, $4)', [
        signing.kid,
        'ES256',
        sealKey(signing, { current: masterKey }).sealedPrivateKey,
        replicas.now(),
      ]);

      await migrate({ ...connection, directory: migrationsDirectory, logger });
      const keys = await replicas.start({ ...connection, pool });
      expect(keys.ring.signing.kid).toBe(signing.kid);
      expect(await states(keys)).toEqual(['signing']);
      await keys.close();
      await pool.end();
    } finally {
      await database.drop();
      await rm(former, { recursive: true });
    }
  });
});
