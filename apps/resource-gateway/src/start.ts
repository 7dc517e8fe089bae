import { AuthorizationService, KeyService, ResourceService, TokenService } from '@latchkey/contracts';
import { connect } from '@latchkey/rpc';
import { listenError, type RunningService, type ServiceKit } from '@latchkey/service-kit';
import { createJwksSource } from '@latchkey/token-validator';
import type { Config } from './config';
import { buildServer } from './server';

/**
 * Starts the gateway: connects to the services behind it and listens.
 *
 * @throws StartupError when the port cannot be opened
 */
export async function start(config: Config, { logger, metrics, tls }: ServiceKit): Promise<RunningService> {
  const clock = () => new Date();
  const issuer = connect({ target: config.LATCHKEY_ISSUER_TARGET, peer: 'token-issuer', tls });
  const directory = connect({ target: config.LATCHKEY_DIRECTORY_TARGET, peer: 'directory', tls });
  const jwks = createJwksSource({ keyService: issuer.service(KeyService), clock, logger });
  const server = buildServer({
    publicUrl: config.LATCHKEY_PUBLIC_URL,
    frontendUrl: config.LATCHKEY_FRONTEND_URL,
    demoApiUrl: config.LATCHKEY_DEMO_API_URL,
    trustedProxies: config.LATCHKEY_TRUSTED_PROXIES,
    tokenService: issuer.service(TokenService),
    authorizationService: issuer.service(AuthorizationService),
    resourceService: directory.service(ResourceService),
    jwks,
    tls,
    logger,
    metrics,
    clock,
  });
  const close = async () => {
    await server.close();
    issuer.close();
    directory.close();
  };
  try {
    await server.listen({ host: config.LATCHKEY_HOST, port: config.LATCHKEY_PORT });
  } catch (error) {
    await close();
    throw listenError(error, { listen: 'LATCHKEY_PORT' });
  }
  return {
    // Without keys no token can be judged, and nothing behind the guard can be served.
    readiness: () =>
      jwks.current().then(
        () => [],
        () => ['token-issuer'],
      ),
    close,
  };
}
