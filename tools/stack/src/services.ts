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
  'demo-api': { schema: 'demo_api', role: 'latchkey_demo_api' },
};

/** Ports on this machine. */
export interface Ports {
  /** Where other processes reach the service. */
  listen: number;
  /** Probes and metrics. */
  ops: number;
  /** Where other processes reach what is not the main listener: the gateway's gRPC. */
  grpc: number;
}

/** What the environment of the services is made from. */
export interface Wiring {
  publicUrl: string;
  /** Ports of every replica of each service. */
  ports: Record<ServiceName, [Ports, ...Ports[]]>;
  certificatesDirectory: string;
  databaseUrls: Partial<Record<ServiceName, string>>;
  /** The issuer's. */
  masterKey: string;
  /** The directory's. */
  directoryMasterKey: string;
  /** Redis for short-lived state, if there is one. */
  redisUrl: string | undefined;
  /** Where mails are handed in; they are kept for developers when undefined. */
  smtpUrl: string | undefined;
  /** Development data; undefined to run as in production. */
  seedFile: string | undefined;
}

/** Where a service is reached over gRPC: all its replicas. */
export function targetOf(service: ServiceName, { ports }: Pick<Wiring, 'ports'>): string {
  return `ipv4:${ports[service].map((replica) => `127.0.0.1:${replica.listen}`).join(',')}`;
}

/** The environment of one replica of a service in development. */
export function serviceEnvironment(name: ServiceName, own: Ports, wiring: Wiring): Record<string, string> {
  const { ports, publicUrl } = wiring;
  const listen = String(own.listen);
  const target = (service: ServiceName) => targetOf(service, wiring);
  const demoApiUrl = `http://127.0.0.1:${ports['demo-api'][0].listen}`;
  const redis: Record<string, string> = wiring.redisUrl ? { LATCHKEY_REDIS_URL: wiring.redisUrl } : {};
  const settings: Record<ServiceName, Record<string, string>> = {
    directory: {
      ...redis,
      LATCHKEY_GRPC_PORT: listen,
      LATCHKEY_MASTER_KEY: wiring.directoryMasterKey,
      ...(wiring.smtpUrl && { LATCHKEY_SMTP_URL: wiring.smtpUrl }),
      ...(wiring.seedFile && { LATCHKEY_SEED_FILE: wiring.seedFile, LATCHKEY_DEMO_API_URL: demoApiUrl }),
    },
    'device-flow-manager': {
      ...redis,
      LATCHKEY_GRPC_PORT: listen,
      LATCHKEY_DIRECTORY_TARGET: target('directory'),
    },
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
      LATCHKEY_GRPC_PORT: String(own.grpc),
      LATCHKEY_ISSUER_TARGET: target('token-issuer'),
      LATCHKEY_DIRECTORY_TARGET: target('directory'),
      LATCHKEY_FRONTEND_URL: `https://127.0.0.1:${ports['authorization-frontend'][0].listen}`,
    },
  };
  const databaseUrl = wiring.databaseUrls[name];
  return {
    NODE_ENV: wiring.seedFile ? 'development' : 'production',
    LATCHKEY_PUBLIC_URL: publicUrl,
    LATCHKEY_OPS_PORT: String(own.ops),
    LATCHKEY_TLS_CA_FILE: join(wiring.certificatesDirectory, 'ca.pem'),
    LATCHKEY_TLS_CERT_FILE: join(wiring.certificatesDirectory, `${name}.pem`),
    LATCHKEY_TLS_KEY_FILE: join(wiring.certificatesDirectory, `${name}.key`),
    ...(databaseUrl && { LATCHKEY_DATABASE_URL: databaseUrl }),
    ...settings[name],
  };
}
