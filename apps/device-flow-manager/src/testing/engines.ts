import { startRedis } from '@latchkey/development';
import {
  createPool,
  createPostgresEphemeralStore,
  createRedisEphemeralStore,
  migrate,
  type EphemeralStore,
} from '@latchkey/storage';
import { Redis } from 'ioredis';
import { spawnSync } from 'node:child_process';
import { schema } from '../schema';
import { createDeviceDatabase } from './device-database';

/** A real engine that keeps device authorizations. */
export interface Engine {
  store: EphemeralStore;
  /** Everything that it keeps, as somebody reads it who got hold of it. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** The name of an engine. */
export type EngineName = 'PostgreSQL' | 'Redis';

/** The engines of this machine: PostgreSQL always, Redis where a redis-server is installed. */
export const engineNames: EngineName[] =
  spawnSync('redis-server', ['--version']).status === 0 ? ['PostgreSQL', 'Redis'] : ['PostgreSQL'];

/** Opens an engine that is empty and belongs to the test. */
export function openEngine(name: EngineName): Promise<Engine> {
  return name === 'PostgreSQL' ? openPostgres() : openRedis();
}

const silent = { info() {}, warn() {}, error() {} };
const ignore = () => undefined;

async function openPostgres(): Promise<Engine> {
  const database = await createDeviceDatabase();
  const { connectionString } = database;
  await migrate({ connectionString, schema, logger: silent });
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: ignore });
  const store = createPostgresEphemeralStore(pool, { onError: ignore });
  return {
    store,
    async dump() {
      const { rows } = await pool.query('SELECT key, value FROM ephemeral_entries');
      return JSON.stringify(rows);
    },
    async close() {
      await store.close();
      await pool.end();
      await database.drop();
    },
  };
}

async function openRedis(): Promise<Engine> {
  const server = await startRedis();
  if (!server) throw new Error('there is no redis-server');
  const { url } = server;
  const store = await createRedisEphemeralStore({ url, keyPrefix: 'latchkey:device:', onError: ignore });
  const reader = new Redis(url);
  return {
    store,
    async dump() {
      const keys = await reader.keys('*');
      return JSON.stringify([keys, await reader.mget(keys)]);
    },
    async close() {
      reader.disconnect();
      await store.close();
      await server.stop();
    },
  };
}
