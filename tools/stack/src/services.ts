import { join } from 'node:path';

/** A service of the stack, and where it listens. */
export type ServiceName =
  | 'directory'
  | 'device-flow-manager'
  | 'token-issuer'
  | 'demo-api'
  | 'authorization-frontend'
  | 'resource-gateway';

/** In the order of starting: each after those that it calls. */
export const serviceNames: ServiceName[] = [
  'directory',
  'device-flow-manager',
  'token-issuer',
  'demo-api',
  'authorization-frontend',
  'resource-gateway',
];

/** Schema and role of each service that owns one. */
export const schemas: Partial<Record<ServiceName, { schema: string; role: string }>> = {
  directory: { schema: 'directory', role: 'latchkey_directory' },
  'token-issuer': { schema: 'issuer', role: 'latchkey_issuer' },
  'device-flow-manager': { schema: 'device', role: 'latchkey_device' },
};

/** Ports on this machine. */
export interface Ports {
  /** Where other processes reach the service. */
  listen: number;
  /** Probes and metrics. */
  ops: number;
}

/** What the environment of the services is made from. */
export interface Wiring {
  publicUrl: string;
  ports: Record<ServiceName, Ports>;
  certificatesDirectory: string;
  databaseUrls: Partial<Record<ServiceName, string>>;
  masterKey: string;
  /** Redis for short-lived state, if there is one. */
  redisUrl: string | undefined;
  seedFile: string;
}

/** The environment of one service in development. */
export function serviceEnvironment(name: ServiceName, wiring: Wiring): Record<string, string> {
  const { ports, publicUrl } = wiring;
  const listen = String(ports[name].listen);
  const target = (service: ServiceName) => `127.0.0.1:${ports[service].listen}`;
  const redis: Record<string, string> = wiring.redisUrl ? { LATCHKEY_REDIS_URL: wiring.redisUrl } : {};
  const own: Record<ServiceName, Record<string, string>> = {
    directory: { LATCHKEY_GRPC_PORT: listen, LATCHKEY_SEED_FILE: wiring.seedFile },
    'device-flow-manager': { ...redis, LATCHKEY_GRPC_PORT: listen },
    'token-issuer': {
      ...redis,
      LATCHKEY_GRPC_PORT: listen,
      LATCHKEY_MASTER_KEY: wiring.masterKey,
      LATCHKEY_DIRECTORY_TARGET: target('directory'),
      LATCHKEY_DEVICE_TARGET: target('device-flow-manager'),
    },
    'demo-api': { LATCHKEY_HTTP_PORT: listen, LATCHKEY_ISSUER_TARGET: target('token-issuer') },
    'authorization-frontend': {
      LATCHKEY_HTTP_PORT: listen,
      LATCHKEY_ISSUER_TARGET: target('token-issuer'),
      LATCHKEY_DEVICE_TARGET: target('device-flow-manager'),
      LATCHKEY_DIRECTORY_TARGET: target('directory'),
    },
    'resource-gateway': {
      LATCHKEY_PORT: listen,
      LATCHKEY_ISSUER_TARGET: target('token-issuer'),
      LATCHKEY_DIRECTORY_TARGET: target('directory'),
      LATCHKEY_FRONTEND_URL: `https://127.0.0.1:${ports['authorization-frontend'].listen}`,
      LATCHKEY_DEMO_API_URL: `http://127.0.0.1:${ports['demo-api'].listen}`,
    },
  };
  const databaseUrl = wiring.databaseUrls[name];
  return {
    NODE_ENV: 'development',
    LATCHKEY_PUBLIC_URL: publicUrl,
    LATCHKEY_OPS_PORT: String(ports[name].ops),
    LATCHKEY_TLS_CA_FILE: join(wiring.certificatesDirectory, 'ca.pem'),
    LATCHKEY_TLS_CERT_FILE: join(wiring.certificatesDirectory, `${name}.pem`),
    LATCHKEY_TLS_KEY_FILE: join(wiring.certificatesDirectory, `${name}.key`),
    ...(databaseUrl && { LATCHKEY_DATABASE_URL: databaseUrl }),
    ...own[name],
  };
}
