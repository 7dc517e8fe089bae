import { AuditService, ClientService, DeviceFlowService, ResourceService } from '@latchkey/contracts';
import { connect, startRpcServer } from '@latchkey/rpc';
import {
  createAuditTrail,
  databaseStartupError,
  redisStartupError,
  type RunningService,
  type ServiceKit,
} from '@latchkey/service-kit';
import { createEphemeralStore, createPool, isOutage, isReachable, migrate } from '@latchkey/storage';
import { auditLines } from './audit';
import { createClientRegistry } from './client/client-registry';
import type { Config } from './config';
import { dropEnded } from './drop-ended';
import { createGrantRepository } from './grant/grant-repository';
import { keySettings } from './key/key-settings';
import { startKeys } from './key/keys';
import { createResourceRegistry } from './resource/resource-registry';
import { createRevocationRepository } from './revocation/revocation-repository';
import { startRevocations } from './revocation/revocations';
import { createWithdrawalRepository } from './revocation/withdrawal-repository';
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
  const directory = connect({ target: config.LATCHKEY_DIRECTORY_TARGET, peer: 'directory', tls });
  const trail = createAuditTrail({
    directory: directory.service(AuditService),
    lines: auditLines,
    logger,
    clock,
  });
  const audit = trail.record;
  const keys = await startKeys({
    ...keySettings(config),
    pool,
    connectionString,
    schema,
    applicationName: 'token-issuer keys',
    clock,
    audit,
    logger,
  });
  const clients = createClientRegistry({ directory: directory.service(ClientService), clock, logger });
  const resources = createResourceRegistry({ directory: directory.service(ResourceService), logger });
  let resourcesKnown = false;
  void resources.ready().then(() => (resourcesKnown = true));
  const deviceFlow = connect({ target: config.LATCHKEY_DEVICE_TARGET, peer: 'device-flow-manager', tls });
  const revocations = startRevocations({
    connectionString,
    schema,
    applicationName: 'token-issuer revocations',
    clock,
    logger,
  });
  const dropping = dropEnded(
    {
      grants: createGrantRepository(pool),
      revocations: createRevocationRepository(pool),
      withdrawals: createWithdrawalRepository(pool),
    },
    clock,
    logger,
  );
  const server = await startRpcServer({
    host: config.LATCHKEY_GRPC_HOST,
    port: config.LATCHKEY_GRPC_PORT,
    tls,
    logger,
    metrics,
    isOutage,
    services: buildServices({
      config,
      pool,
      ephemeralStore,
      keys,
      clients,
      resources,
      revocations,
      deviceFlow: deviceFlow.service(DeviceFlowService),
      audit,
      logger,
      clock,
    }),
  });

  return {
    async readiness() {
      if (!(await isReachable(pool))) return ['database'];
      if (!keys.ring.isCurrent()) return ['signing keys'];
      if (!resourcesKnown) return ['registry of resources'];
      return ephemeralStore.ping().then(
        () => [],
        () => ['short-lived state'],
      );
    },
    async close() {
      dropping.stop();
      await server.close();
      clients.close();
      resources.close();
      await revocations.close();
      await keys.close();
      await trail.close();
      directory.close();
      deviceFlow.close();
      await ephemeralStore.close();
      await pool.end();
    },
  };
}
