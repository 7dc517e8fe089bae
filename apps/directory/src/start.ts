import { availableParallelism } from 'node:os';
import { startRpcServer } from '@latchkey/rpc';
import { databaseStartupError, type RunningService, type ServiceKit } from '@latchkey/service-kit';
import { createPool, migrate } from '@latchkey/storage';
import type { Config } from './config';
import { migrations, schema } from './migrations';
import { readSeedFile } from './seed/seed-file';
import { seedDemo } from './seed/seed-demo';
import { buildServices } from './server';
import { createSessionRepository } from './session/session-repository';
import { startSessionSweeper } from './session/session-sweeper';
import { createPasswordHasher, defaultPasswordCost } from './user/password-hasher';
import { createWorkQueue } from './user/work-queue';

// Hashing takes a thread of Node's pool of four each; one stays free for what else needs it, such as DNS.
const hashedAtOnce = Math.min(availableParallelism(), 3);
// Ten a thread: at a third of a second each, under load, the last one waits less than its caller's 5 s.
const hashesWaiting = 10 * hashedAtOnce;

/**
 * Starts the directory: brings its schema up to date, seeds development data if a file is given, listens.
 *
 * @throws StartupError when the database, the seed file or the port is at fault
 */
export async function startDirectory(config: Config, kit: ServiceKit): Promise<RunningService> {
  const { logger, metrics, tls } = kit;
  const connectionString = config.LATCHKEY_DATABASE_URL;
  const clock = () => new Date();

  await migrate({ connectionString, schema, directory: migrations, logger }).catch((error: unknown) => {
    throw databaseStartupError(error);
  });
  const pool = createPool({
    connectionString,
    schema,
    applicationName: 'directory',
    onError: (error) => logger.warn({ error }, 'idle database connection lost'),
  });
  const passwords = await createPasswordHasher({
    cost: defaultPasswordCost,
    queue: createWorkQueue({ running: hashedAtOnce, waiting: hashesWaiting }),
    metrics,
  });
  if (config.LATCHKEY_SEED_FILE !== undefined && config.LATCHKEY_PUBLIC_URL !== undefined) {
    const credentials = await readSeedFile(config.LATCHKEY_SEED_FILE);
    await seedDemo({ pool, credentials, publicUrl: config.LATCHKEY_PUBLIC_URL, passwords, clock, logger });
  }
  const lifetimes = {
    absoluteSeconds: config.LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS,
    idleSeconds: config.LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS,
  };
  const server = await startRpcServer({
    host: config.LATCHKEY_GRPC_HOST,
    port: config.LATCHKEY_GRPC_PORT,
    tls,
    services: buildServices({ pool, passwords, lifetimes, clock, logger }),
    logger,
    metrics,
  });
  const sweeper = startSessionSweeper({ sessions: createSessionRepository(pool), clock, logger });

  return {
    readiness: () =>
      pool.query('SELECT 1').then(
        () => [],
        () => ['database'],
      ),
    async close() {
      await server.close();
      await sweeper.close();
      await pool.end();
    },
  };
}
