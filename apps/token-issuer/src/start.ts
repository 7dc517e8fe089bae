import { ClientService, DeviceFlowService } from '@latchkey/contracts';
import { connect, startRpcServer } from '@latchkey/rpc';
import {
  databaseStartupError,
  redisStartupError,
  type RunningService,
  type ServiceKit,
} from '@latchkey/service-kit';
import { createEphemeralStore, createPool, isReachable, migrate } from '@latchkey/storage';
import type { Config } from './config';
import { createGrantRepository } from './grant/grant-repository';
import { dropEndedGrants } from './grant/drop-ended-grants';
import { loadKeyRing } from './key/key-ring';
import { buildServices, migrationsDirectory } from './server';

const schema = 'issuer';

/** Starts the token issuer: migrates its schema, loads the keys, connects to its peers and listens. */
export async function startIssuer(
  config: Config,
  { logger, metrics, tls }: ServiceKit,
): Promise<RunningService> {
  const clock = () => new Date();
  const connectionString = config.LATCHKEY_DATABASE_URL;
  await migrate({ connectionString, schema, directory: migrationsDirectory, logger }).catch(
    (error: unknown) => {
      throw databaseStartupError(error);
    },
  );
  const onError = (error: Error) => logger.warn({ error }, 'database connection lost');
  const pool = createPool({ connectionString, schema, applicationName: 'token-issuer', onError });
  const ephemeralStore = await createEphemeralStore({
    redisUrl: config.LATCHKEY_REDIS_URL,
    pool,
    keyPrefix: 'latchkey:issuer:',
    onError: (error) => logger.warn({ error }, 'short-lived state: trouble in the background'),
  }).catch((error: unknown) => {
    throw config.LATCHKEY_REDIS_URL ? redisStartupError(error) : error;
  });
  const keyRing = await loadKeyRing({
    pool,
    masterKey: config.LATCHKEY_MASTER_KEY,
    algorithm: config.LATCHKEY_SIGNING_ALGORITHM,
    clock,
  });
  const directory = connect({ target: config.LATCHKEY_DIRECTORY_TARGET, peer: 'directory', tls });
  const deviceFlow = connect({ target: config.LATCHKEY_DEVICE_TARGET, peer: 'device-flow-manager', tls });
  const dropping = dropEndedGrants(createGrantRepository(pool), clock, logger);
  const server = await startRpcServer({
    host: config.LATCHKEY_GRPC_HOST,
    port: config.LATCHKEY_GRPC_PORT,
    tls,
    logger,
    metrics,
    services: buildServices({
      config,
      pool,
      ephemeralStore,
      keyRing,
      directory: directory.service(ClientService),
      deviceFlow: deviceFlow.service(DeviceFlowService),
      logger,
      clock,
    }),
  });

  return {
    async readiness() {
      if (!(await isReachable(pool))) return ['database'];
      return ephemeralStore.ping().then(
        () => [],
        () => ['short-lived state'],
      );
    },
    async close() {
      dropping.stop();
      await server.close();
      directory.close();
      deviceFlow.close();
      await ephemeralStore.close();
      await pool.end();
    },
  };
}
