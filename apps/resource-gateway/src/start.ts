import { AuthorizationService, TokenService } from '@latchkey/contracts';
import { connect, startRpcServer, type RpcServer } from '@latchkey/rpc';
import { listenError, type RunningService, type ServiceKit } from '@latchkey/service-kit';
import { authorizationService } from './authz/authorization-service';
import type { Config } from './config';
import { createResourceAccess } from './resource/resource-access';
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
  const publicUrl = config.LATCHKEY_PUBLIC_URL;
  const access = createResourceAccess({ issuer, directory, publicUrl, clock, logger });
  const server = buildServer({
    publicUrl,
    frontendUrl: config.LATCHKEY_FRONTEND_URL,
    trustedProxies: config.LATCHKEY_TRUSTED_PROXIES,
    regionHeader: config.LATCHKEY_REGION_HEADER,
    tokenService: issuer.service(TokenService),
    authorizationService: issuer.service(AuthorizationService),
    access,
    tls,
    logger,
    metrics,
    clock,
  });
  let rpcServer: RpcServer | undefined;
  const close = async () => {
    await Promise.all([server.close(), rpcServer?.close()]);
    access.close();
    issuer.close();
    directory.close();
  };
  try {
    rpcServer = await startRpcServer({
      host: config.LATCHKEY_GRPC_HOST,
      port: config.LATCHKEY_GRPC_PORT,
      tls,
      logger,
      metrics,
      services: [authorizationService({ ...access, publicUrl, logger })],
    });
    await server.listen({ host: config.LATCHKEY_HOST, port: config.LATCHKEY_PORT });
  } catch (error) {
    await close();
    throw listenError(error, { listen: 'LATCHKEY_PORT' });
  }
  return {
    async readiness() {
      // Without keys no token can be judged, without the registry nobody knows what there is to guard.
      const hasKeys = await access.feed.jwks.current().then(
        () => true,
        () => false,
      );
      return [...(hasKeys ? [] : ['token-issuer']), ...(access.registry.table ? [] : ['directory'])];
    },
    close,
  };
}
