import {
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
  TokenService,
} from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import { listenError, type RunningService, type ServiceKit } from '@latchkey/service-kit';
import { createIntrospectionValidator } from '@latchkey/token-validator';
import type { Config } from './config';
import { createSeededDevices } from './devices/seeded-devices';
import { buildServer } from './server';

/** Longest wait for the token issuer: a client rather hears soon that it should try again. */
const validationDeadlineMilliseconds = 2_500;
const probeDeadlineMilliseconds = 500;

/**
 * Starts the API: connects to the token issuer and listens.
 *
 * @throws StartupError when the port cannot be opened
 */
export async function startDemoApi(
  config: Config,
  { logger, metrics, tls }: ServiceKit,
): Promise<RunningService> {
  const issuer = connect({
    target: config.LATCHKEY_ISSUER_TARGET,
    peer: 'token-issuer',
    tls,
    deadlineMilliseconds: validationDeadlineMilliseconds,
  });
  const health = issuer.service(Health);
  const server = buildServer({
    validator: createIntrospectionValidator({
      tokenService: issuer.service(TokenService),
      audience: `${config.LATCHKEY_PUBLIC_URL}/resource/`,
    }),
    devices: createSeededDevices(),
    clock: () => new Date(),
    logger,
    metrics,
  });
  try {
    await server.listen({ host: config.LATCHKEY_HTTP_HOST, port: config.LATCHKEY_HTTP_PORT });
  } catch (error) {
    issuer.close();
    throw listenError(error, { listen: 'LATCHKEY_HTTP_PORT' });
  }
  return {
    async readiness() {
      try {
        const { status } = await health.check({}, { deadlineMilliseconds: probeDeadlineMilliseconds });
        return status === ServingStatus.SERVING ? [] : ['token-issuer'];
      } catch {
        return ['token-issuer'];
      }
    },
    async close() {
      await server.close();
      issuer.close();
    },
  };
}
