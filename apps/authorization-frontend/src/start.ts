import {
  AuthenticationService,
  AuthorizationService,
  ClientService,
  ConsentService,
  CredentialService,
  DeviceFlowService,
  GrantService,
  Health,
  HealthCheckResponse_ServingStatus as ServingStatus,
  MailService,
  ResourceService,
  SessionService,
  UserService,
} from '@latchkey/contracts';
import { connect, type RpcClient } from '@latchkey/rpc';
import { listenError, type Readiness, type RunningService, type ServiceKit } from '@latchkey/service-kit';
import { createLook } from '@latchkey/ui';
import { readLogo } from './brand/read-logo';
import type { Config } from './config';
import { briefly } from './consent/brief-memory';
import { gatewayListener } from './http/gateway-listener';
import { buildServer } from './server';

const probeDeadlineMilliseconds = 500;

/**
 * Starts the front end: connects to the services behind the pages, and listens for the gateway.
 *
 * @throws StartupError when the logo cannot be used, or the port cannot be opened
 */
export async function startAuthorizationFrontend(
  config: Config,
  { logger, metrics, tls }: ServiceKit,
): Promise<RunningService> {
  const logoFile = config.LATCHKEY_BRAND_LOGO_FILE;
  const look = createLook({
    name: config.LATCHKEY_BRAND_NAME,
    accent: config.LATCHKEY_BRAND_ACCENT,
    logo: logoFile === undefined ? undefined : await readLogo(logoFile),
  });
  const issuer = connect({ target: config.LATCHKEY_ISSUER_TARGET, peer: 'token-issuer', tls });
  const devices = connect({ target: config.LATCHKEY_DEVICE_TARGET, peer: 'device-flow-manager', tls });
  const directory = connect({ target: config.LATCHKEY_DIRECTORY_TARGET, peer: 'directory', tls });
  const closeConnections = () => [issuer, devices, directory].forEach((connection) => connection.close());
  const clock = () => new Date();
  const { listResources } = directory.service(ResourceService);
  const { getClientProfile } = directory.service(ClientService);
  const server = buildServer(
    {
      publicUrl: config.LATCHKEY_PUBLIC_URL,
      contact: config.LATCHKEY_CONTACT,
      look,
      clock,
      logger,
      metrics,
      authentication: directory.service(AuthenticationService),
      authorization: issuer.service(AuthorizationService),
      devices: devices.service(DeviceFlowService),
      resources: { listResources: briefly(listResources, { keyOf: () => '', clock }) },
      clients: {
        getClientProfile: briefly(getClientProfile, { keyOf: ({ clientId = '' }) => clientId, clock }),
      },
      consents: directory.service(ConsentService),
      credentials: directory.service(CredentialService),
      grants: issuer.service(GrantService),
      sessions: directory.service(SessionService),
      users: directory.service(UserService),
      mails: directory.service(MailService),
    },
    gatewayListener(tls),
  );
  try {
    await server.listen({ host: config.LATCHKEY_HTTP_HOST, port: config.LATCHKEY_HTTP_PORT });
  } catch (error) {
    closeConnections();
    throw listenError(error, { listen: 'LATCHKEY_HTTP_PORT' });
  }
  return {
    readiness: readyOnceReached({
      'token-issuer': issuer.service(Health),
      'device-flow-manager': devices.service(Health),
      directory: directory.service(Health),
    }),
    async close() {
      await server.close();
      closeConnections();
    },
  };
}

/**
 * Ready when every service has answered once. After that an outage behind the pages does not take them
 * away: they are what explains it.
 */
function readyOnceReached(services: Record<string, Pick<RpcClient<typeof Health>, 'check'>>): Readiness {
  const waiting = new Map(Object.entries(services));
  return async () => {
    await Promise.all(
      [...waiting].map(async ([name, health]) => {
        const answer = await health
          .check({}, { deadlineMilliseconds: probeDeadlineMilliseconds })
          .catch(() => undefined);
        if (answer?.status === ServingStatus.SERVING) waiting.delete(name);
      }),
    );
    return [...waiting.keys()];
  };
}
