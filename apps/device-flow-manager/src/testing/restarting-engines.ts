import { freePort, startEmbeddedPostgres, startRedis as startRedisServer } from '@latchkey/development';
import {
  createPool,
  createPostgresEphemeralStore,
  createRedisEphemeralStore,
  migrate,
  provisionSchema,
  type EphemeralStore,
} from '@latchkey/storage';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schema } from '../schema';
import type { EngineName } from './engines';

/** An engine of the test's own that keeps its data on disk, and that can be away for a while. */
export interface RestartingEngine {
  store: EphemeralStore;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const silent = { info() {}, warn() {}, error() {} };
const ignore = () => undefined;

/** Starts an engine that is empty. */
export async function startRestartingEngine(name: EngineName): Promise<RestartingEngine> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-restarting-'));
  const engine = await (name === 'PostgreSQL' ? startPostgres(directory) : startRedis(directory));
  return {
    ...engine,
    async close() {
      await engine.store.close();
      await engine.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startPostgres(directory: string): Promise<RestartingEngine> {
  const dataDirectory = join(directory, 'data');
  let server = await startEmbeddedPostgres({ dataDirectory, log: ignore });
  const { port } = server;
  const url = new URL(server.adminUrl);
  const password = randomBytes(16).toString('hex');
  await provisionSchema(url.href, { schema, role: 'device', password });
  url.username = 'device';
  url.password = password;
  const connectionString = url.href;
  await migrate({ connectionString, schema, logger: silent });
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: ignore });
  return {
    store: createPostgresEphemeralStore(pool, { onError: ignore }),
    stop: () => server.stop(),
    async start() {
      server = await startEmbeddedPostgres({ dataDirectory, port, log: ignore });
    },
    async close() {
      await pool.end();
      await server.remove();
    },
  };
}

/** Redis that writes every change to disk before it answers, as one has to that keeps device authorizations. */
async function startRedis(dataDirectory: string): Promise<RestartingEngine> {
  const port = await freePort();
  let server = await startRedisServer({ port, dataDirectory });
  if (!server) throw new Error('there is no redis-server');
  const store = await createRedisEphemeralStore({
    url: server.url,
    keyPrefix: 'latchkey:device:',
    onError: ignore,
  });
  const stop = async () => server?.stop();
  return {
    store,
    stop,
    async start() {
      server = await startRedisServer({ port, dataDirectory });
    },
    close: stop,
  };
}
