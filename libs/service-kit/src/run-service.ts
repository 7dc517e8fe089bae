import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { loadConfig, type ServiceEnvironment } from './config';
import { createLogger, type Logger } from './logging';
import { createMetrics } from './metrics';
import { startOpsServer, type Readiness } from './ops-server';
import { StartupError } from './startup-error';
import { readTlsMaterial, type TlsMaterial } from './tls-material';

/** What {@link runService} gives a service to start with. */
export interface ServiceKit {
  logger: Logger;
  metrics: Registry;
  tls: TlsMaterial;
}

/** A service that has started. */
export interface RunningService {
  /** Names what is not ready yet; polled by `/readyz`. */
  readiness: Readiness;
  /** Stops taking requests, finishes those under way, releases everything. */
  close(): Promise<void>;
}

/** How a service is run. */
export interface ServiceDefinition<Schema extends z.ZodType> {
  /** Name of the service, also in its certificate. */
  name: string;
  /** Schema of its settings, {@link serviceSettings} among them. */
  schema: Schema;
  start(config: z.output<Schema>, kit: ServiceKit): Promise<RunningService>;
}

const shutdownTimeoutMilliseconds = 15_000;

/**
 * Runs a service as this process: reads settings, starts it and its private listener, and stops both
 * cleanly on SIGTERM or SIGINT (exit status 0). A second signal, or 15 s, ends it at once (status 1). What
 * an operator can mend is one sentence on standard error and exit status 1.
 */
export async function runService<Output extends ServiceEnvironment, Schema extends z.ZodType<Output>>(
  definition: ServiceDefinition<Schema>,
): Promise<void> {
  const { name } = definition;
  // While starting there is nothing to finish. A parent that has died sends no signal, it closes the channel.
  let onSignal = (_signal: string): void => process.exit(1);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => onSignal(signal));
  process.once('disconnect', () => onSignal('disconnect'));

  try {
    const config = loadConfig(definition.schema);
    const logger = createLogger({ service: name, level: config.LATCHKEY_LOG_LEVEL });
    failOnDefects(logger);
    const metrics = createMetrics(name);
    const tls = await readTlsMaterial(config);
    let readiness: Readiness = async () => ['starting'];
    const ops = await startOpsServer({
      host: config.LATCHKEY_OPS_HOST,
      port: config.LATCHKEY_OPS_PORT,
      metrics,
      readiness: () => readiness(),
    });
    const service = await definition.start(config, { logger, metrics, tls });
    readiness = () => service.readiness();
    logger.info('started');

    const stop = async (signal: string) => {
      onSignal = () => process.exit(1);
      readiness = async () => ['stopping'];
      logger.info({ signal }, 'stopping');
      setTimeout(() => {
        logger.error('requests under way did not finish in time');
        process.exit(1);
      }, shutdownTimeoutMilliseconds).unref();
      await service.close();
      await ops.close();
      logger.info('stopped');
      process.exit(0);
    };
    onSignal = (signal) =>
      void stop(signal).catch((error) => {
        logger.error({ error }, 'stopping failed');
        process.exit(1);
      });
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(1);
  }
}

/** After a defect the state of the process is unknown: log it whole and let the orchestrator start a new one. */
function failOnDefects(logger: Logger): void {
  const fail = (error: unknown) => {
    logger.error({ error }, 'unexpected defect, ending the process');
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
}
