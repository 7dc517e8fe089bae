import { randomUUID } from 'node:crypto';
import type { Logger } from '@latchkey/service-kit';
import { withTransaction } from '@latchkey/storage';
import type { Pool, PoolClient } from 'pg';
import { createClientProfileRepository } from '../client/client-profile-repository';
import { createClientRepository } from '../client/client-repository';
import { hashClientSecret } from '../client/client-secret';
import { rotateClientSecret } from '../client/rotate-client-secret';
import { createResourceRepository } from '../resource/resource-repository';
import type { PasswordHasher } from '../user/password-hasher';
import { createUserRepository } from '../user/user-repository';
import { demoProfiles, demoRegistry, demoUsers } from './demo-registry';
import type { DemoCredentials } from './seed-file';

/** What seeding needs. */
export interface SeedOptions {
  pool: Pool;
  credentials: DemoCredentials;
  /** Public address of Latchkey, without a path. */
  publicUrl: string;
  /** Origin of the demo API. */
  demoApiUrl: string;
  passwords: PasswordHasher;
  clock: () => Date;
  logger: Logger;
}

/**
 * Puts the demo people, API and clients into the directory, all or nothing. What is there already is
 * brought up to date and keeps its identity; replicas that start together take turns.
 */
export async function seedDemo(options: SeedOptions): Promise<void> {
  const { pool, credentials, publicUrl, demoApiUrl, passwords, clock, logger } = options;
  const { resource, clients } = demoRegistry({ publicUrl, demoApiUrl });
  await withTransaction(pool, async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(hashtext('latchkey directory seed'))`);
    await seedUsers(db, credentials.users, passwords);

    const resources = createResourceRepository(db);
    // The public address may be another one than at the last start.
    await resources.deleteFormer(resource);
    await resources.upsert(resource);

    const registry = createClientRepository(db);
    for (const client of clients) await registry.upsert(client);
    const profiles = createClientProfileRepository(db);
    for (const [clientId, profile] of Object.entries(demoProfiles)) await profiles.upsert(clientId, profile);
    await seedSecrets(db, credentials.clients, clock());
  });
  logger.info(
    {
      users: demoUsers.length,
      clients: clients.map(({ clientId }) => clientId),
      resource: resource.resource,
    },
    'development data is in place',
  );
}

async function seedUsers(
  db: PoolClient,
  accounts: DemoCredentials['users'],
  passwords: PasswordHasher,
): Promise<void> {
  const users = createUserRepository(db);
  for (const { email, name } of demoUsers) {
    const { password } = accounts[email];
    const existing = await users.findByEmail(email);
    const unchanged = existing && (await passwords.verify(existing.passwordHash, password));
    const passwordHash = unchanged ? existing.passwordHash : await passwords.hash(password);
    await users.upsert({ subject: existing?.subject ?? randomUUID(), email, name, passwordHash });
  }
}

async function seedSecrets(db: PoolClient, secrets: DemoCredentials['clients'], now: Date): Promise<void> {
  for (const [clientId, { client_secret: secret }] of Object.entries(secrets)) {
    await rotateClientSecret(db, {
      clientId,
      sha256: hashClientSecret(secret),
      now,
      previousExpiresAt: now,
    });
  }
}
