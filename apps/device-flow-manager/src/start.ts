import { AuditService } from '@latchkey/contracts';
import { connect, startRpcServer } from '@latchkey/rpc';
import {
  createAuditTrail,
  databaseStartupError,
  redisStartupError,
  type RunningService,
  type ServiceKit,
} from '@latchkey/service-kit';
import { createEphemeralStore, createPool, isOutage, migrate, type EphemeralStore } from '@latchkey/storage';
import { randomBytes, randomUUID } from 'node:crypto';
import { auditLines } from './audit';
import type { Config } from './config';
import { schema } from './schema';
import { buildServices } from './server';

/**
 * Starts the device-flow manager: brings its schema up to date and listens.
 *
 * @throws StartupError when the database, Redis or the port is at fault
 */
export async function startDeviceFlowManager(
  config: Config,
  { logger, metrics, tls }: ServiceKit,
): Promise<RunningService> {
  const clock = () => new Date();
  const store = await openStore(config, logger);
  const directory = connect({ target: config.LATCHKEY_DIRECTORY_TARGET, peer: 'directory', tls });
  const trail = createAuditTrail({
    directory: directory.service(AuditService),
    lines: auditLines,
    logger,
    clock,
  });
  try {
    const server = await startRpcServer({
      host: config.LATCHKEY_GRPC_HOST,
      port: config.LATCHKEY_GRPC_PORT,
      tls,
      services: buildServices({
        config,
        store,
        clock,
        randomBytes,
        newGrantId: randomUUID,
        audit: trail.record,
        logger,
      }),
      logger,
      metrics,
      isOutage,
    });
    return {
      async readiness() {
        try {
          await store.ping();
          return [];
        } catch {
          return [config.LATCHKEY_REDIS_URL ? 'redis' : 'database'];
        }
      },
      async close() {
        await server.close();
        await trail.close();
        directory.close();
        await store.close();
      },
    };
  } catch (error) {
    directory.close();
    await store.close();
    throw error;
  }
}

/** Opens the store on an up-to-date schema; closing it closes what was opened for it. */
async function openStore(config: Config, logger: ServiceKit['logger']): Promise<EphemeralStore> {
  const { LATCHKEY_DATABASE_URL: connectionString, LATCHKEY_REDIS_URL: redisUrl } = config;
  const onError = (error: Error) => logger.warn({ error }, 'trouble with the store of device authorizations');
  await migrate({ connectionString, schema, logger }).catch((error) => {
    throw databaseStartupError(error);
  });
  const pool = createPool({ connectionString, schema, applicationName: 'device-flow-manager', onError });
  try {
    const store = await createEphemeralStore({ redisUrl, pool, keyPrefix: 'latchkey:device:', onError });
    const close = async () => {
      await store.close();
      await pool.end();
    };
    return { ...store, close };
  } catch (error) {
    await pool.end();
    throw redisUrl ? redisStartupError(error) : error;
  }
}
