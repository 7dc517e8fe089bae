import { randomUUID } from 'node:crypto';
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import {
  databaseStartupError,
  listenError,
  type RunningService,
  type ServiceKit,
} from '@latchkey/service-kit';
import { createPool, isReachable, migrate } from '@latchkey/storage';
import { createIssuerFeed, createTokenValidator } from '@latchkey/token-validator';
import type { Config } from './config';
import { builtExplorer, readExplorerAssets } from './explorer/explorer-assets';
import { migrations, schema } from './migrations';
import { buildServer } from './server';
import { createServices } from './services/create-services';

/** Longest wait for the token issuer: a client rather hears soon that it should try again. */
const validationDeadlineMilliseconds = 2_500;
const probeDeadlineMilliseconds = 500;

/**
 * Starts the API: brings its schema up to date, connects to the token issuer and listens.
 *
 * @param explorer folder with the built explorer
 * @throws StartupError when the database or the port is at fault, or the explorer was not built
 */
export async function startDemoApi(
  config: Config,
  { logger, metrics, tls }: ServiceKit,
  explorer = builtExplorer,
): Promise<RunningService> {
  const connectionString = config.LATCHKEY_DATABASE_URL;
  const publicUrl = config.LATCHKEY_PUBLIC_URL;
  const audience = `${publicUrl}/resource/`;
  const clock = () => new Date();

  const assets = await readExplorerAssets(explorer);
  await migrate({ connectionString, schema, directory: migrations, logger }).catch((error: unknown) => {
    throw databaseStartupError(error);
  });
  const pool = createPool({
    connectionString,
    schema,
    applicationName: 'demo-api',
    onError: (error) => logger.warn({ error }, 'idle database connection lost'),
  });
  const issuer = connect({
    target: config.LATCHKEY_ISSUER_TARGET,
    peer: 'token-issuer',
    tls,
    deadlineMilliseconds: validationDeadlineMilliseconds,
  });
  const feed = createIssuerFeed({ connection: issuer, clock, logger });
  const health = issuer.service(Health);
  const demoHouseholds = config.LATCHKEY_DEMO_HOUSEHOLDS === 'on';
  const server = buildServer({
    validator: createTokenValidator({
      feed,
      issuer: publicUrl,
      audience,
      // The gateway has asked for the proof, and passes the token on as Bearer.
      bindingCheckedInFront: true,
      clock,
      logger,
    }),
    services: createServices({ pool, clock, newId: randomUUID, demoHouseholds }),
    publicUrl,
    audience,
    assets,
    clock,
    logger,
    metrics,
  });
  try {
    await server.listen({ host: config.LATCHKEY_HTTP_HOST, port: config.LATCHKEY_HTTP_PORT });
  } catch (error) {
    feed.close();
    issuer.close();
    await pool.end();
    throw listenError(error, { listen: 'LATCHKEY_HTTP_PORT' });
  }

  const issuerServes = () =>
    health.check({}, { deadlineMilliseconds: probeDeadlineMilliseconds }).then(
      ({ status }) => status === ServingStatus.SERVING,
      () => false,
    );
  return {
    async readiness() {
      const [database, tokens] = await Promise.all([isReachable(pool), issuerServes()]);
      return [...(database ? [] : ['database']), ...(tokens ? [] : ['token-issuer'])];
    },
    async close() {
      await server.close();
      feed.close();
      issuer.close();
      await pool.end();
    },
  };
}
