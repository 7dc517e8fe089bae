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
  /** Another connection to the same server, as a replica has it. */
  open(): Promise<EphemeralStore>;
  /** Names of the statements, or commands, that reached the server since the last call. */
  statements(): Promise<string[]>;
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
  const opened: (() => Promise<void>)[] = [];
  const executed: string[] = [];
  const openPool = () => {
    const pool = createPool({ connectionString, schema, applicationName: 'test', onError: ignore });
    opened.push(() => pool.end());
    return pool;
  };
  const open = async () => {
    const pool = openPool();
    pool.on('connect', (client) => {
      const { query } = client;
      client.query = function (this: typeof client, ...input: unknown[]) {
        executed.push(statementOf(input[0]).trim().split(/\s/)[0] ?? '');
        return Reflect.apply(query, this, input);
      } as typeof query;
    });
    return createPostgresEphemeralStore(pool, { onError: ignore });
  };
  const reader = openPool();
  return {
    store: await open(),
    open,
    statements: async () => executed.splice(0),
    async dump() {
      const { rows } = await reader.query('SELECT key, value FROM ephemeral_entries');
      return JSON.stringify(rows);
    },
    async close() {
      for (const close of opened) await close();
      await database.drop();
    },
  };
}

async function openRedis(): Promise<Engine> {
  const server = await startRedis();
  if (!server) throw new Error('there is no redis-server');
  const { url } = server;
  const opened: EphemeralStore[] = [];
  const open = async () => {
    const store = await createRedisEphemeralStore({ url, keyPrefix: 'latchkey:device:', onError: ignore });
    opened.push(store);
    return store;
  };
  const store = await open();
  const reader = new Redis(url);
  return {
    store,
    open,
    async statements() {
      const counted = await reader.info('commandstats');
      await reader.config('RESETSTAT');
      const ownCommands = ['info', 'config|resetstat', 'keys', 'get'];
      return [...counted.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)]
        .filter(([, name = '']) => !ownCommands.includes(name))
        .flatMap(([, name = '', calls]) => Array.from({ length: Number(calls) }, () => name));
    },
    async dump() {
      const keys = await reader.keys('*');
      return JSON.stringify([keys, await Promise.all(keys.map((key) => reader.get(key)))]);
    },
    async close() {
      reader.disconnect();
      for (const one of opened) await one.close();
      await server.stop();
    },
  };
}

/** The text of a statement, which is named or not. */
function statementOf(query: unknown): string {
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query);
}
