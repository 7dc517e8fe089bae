import { createLogger } from '@latchkey/service-kit';
import { randomUUID } from 'node:crypto';
import type { IssuerEvent } from '../audit';
import { startKeys, type Keys, type KeysOptions } from '../key/keys';
import { waitSeconds, type KeyPolicy } from '../key/key-lifecycle';
import { createTestSchema } from './test-schema';

/** By which the keys of these tests come and go. */
export const policy: KeyPolicy = {
  algorithm: 'ES256',
  signingLifetimeSeconds: 30 * 86_400,
  jwksMaxAgeSeconds: 300,
  tokenLifetimeSeconds: 3_600,
};

/** How long a key is published before it signs. */
export const wait = waitSeconds(policy);
/** How long a key verifies after it has signed. */
export const removal = policy.tokenLifetimeSeconds + 60;
/** The master key that seals, if no other is asked for. */
export const masterKey = Buffer.alloc(32, 1);

/** For each test of a file a database, and the keys of replicas that share it and their time. */
export function useTestReplicas() {
  let schema: Awaited<ReturnType<typeof createTestSchema>>;
  let started: Keys[];
  let lines: string[];
  let audited: IssuerEvent[];
  let now: Date;
  beforeEach(async () => {
    schema = await createTestSchema();
    started = [];
    lines = [];
    audited = [];
    now = new Date('2030-01-01T00:00:00Z');
  });
  afterEach(async () => {
    for (const keys of started) await keys.close();
    await schema.drop();
  });

  return {
    get pool() {
      return schema.pool;
    },
    get connectionString() {
      return schema.connectionString;
    },
    /** What was logged. */
    get lines() {
      return lines;
    },
    /** What was recorded. */
    get audited() {
      return audited;
    },
    now: () => now,
    pass(seconds: number) {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** Starts the keys of a replica; resolves when it hears of changes. */
    async start(changes: Partial<KeysOptions> = {}): Promise<Keys> {
      const { pool, connectionString } = schema;
      const destination = { write: (line: string) => void lines.push(line) };
      const options: KeysOptions = {
        pool,
        connectionString,
        schema: 'issuer',
        applicationName: `keys-${randomUUID()}`.slice(0, 20),
        masterKeys: { current: masterKey },
        policy,
        clock: () => now,
        audit: (event) => void audited.push(event),
        logger: createLogger({ service: 'test', level: 'info', destination }),
        ...changes,
      };
      const keys = await startKeys(options);
      started.push(keys);
      await hears(options);
      return keys;
    },
  };
}

async function hears({ pool, applicationName }: KeysOptions): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE application_name = $1 AND query = 'SELECT 1' AND state = 'idle'`,
      [applicationName],
    );
    if (rowCount === 1) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
