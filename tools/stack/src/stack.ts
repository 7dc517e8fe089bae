import { ensureCertificates, freePort } from '@latchkey/development';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { listenError } from '@latchkey/service-kit';
import {
  demoCredentialsFile,
  ensureDemoCredentials,
  ensureStackSecrets,
  type DemoCredentials,
} from './credentials';
import { openDatabase } from './database';
import { startServiceProcess, untilReady, type ServiceProcess } from './service-process';
import { schemas, serviceEnvironment, serviceNames, type Ports, type ServiceName } from './services';

/** How a stack is started. */
export interface StackOptions {
  /** Folder that keeps database, certificates, credentials and logs. */
  stateDirectory: string;
  /** Port of the gateway. */
  port: number;
  publicUrl: string;
  /** An administrator's connection to PostgreSQL; undefined for an embedded server. */
  databaseUrl?: string | undefined;
  /** Folder with the built services. */
  distDirectory?: string;
  /** Settings for all services, over the defaults of development. */
  environment?: Record<string, string>;
  /** Told before every step. */
  onStep?: (step: string) => void;
}

/** A running Latchkey, each service its own process. */
export interface Stack {
  publicUrl: string;
  credentials: DemoCredentials;
  logsDirectory: string;
  ports: Record<ServiceName, Ports>;
  /** The process of a service now. */
  service(name: ServiceName): ServiceProcess;
  /** Starts a service again after it ended, and waits until it is ready. */
  restart(name: ServiceName): Promise<void>;
  /** Stops everything: the edge first, the database last. */
  stop(): Promise<void>;
}

/**
 * Starts the whole of Latchkey for development and tests, with real processes, a real database and mutual TLS.
 *
 * @throws StartupError in one sentence when something can be mended by the person at the keyboard
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { publicUrl, onStep = () => undefined } = options;
  // These open the stores: only the services that own state get a connection, and each its own.
  const { LATCHKEY_DATABASE_URL: _admin, LATCHKEY_REDIS_URL: redisUrl, ...inherited } = process.env;
  const stateDirectory = resolve(options.stateDirectory);
  const logsDirectory = join(stateDirectory, 'logs');
  const certificatesDirectory = join(stateDirectory, 'certificates');
  await mkdir(logsDirectory, { recursive: true });
  await checkPort(options.port);

  onStep('Certificates for mutual TLS');
  await ensureCertificates({ directory: certificatesDirectory, services: serviceNames });
  const credentials = await ensureDemoCredentials(stateDirectory, publicUrl);
  const secrets = await ensureStackSecrets(
    stateDirectory,
    Object.values(schemas).map(({ role }) => role),
  );

  onStep(options.databaseUrl ? 'Database' : 'PostgreSQL');
  const { rolePasswords, masterKey } = secrets;
  const database = await openDatabase({ stateDirectory, adminUrl: options.databaseUrl, rolePasswords });

  const processes = new Map<ServiceName, ServiceProcess>();
  const stop = async () => {
    for (const name of [...serviceNames].reverse()) await processes.get(name)?.stop();
    await database.stop();
  };
  try {
    const ports = await choosePorts(options.port);
    const wiring = {
      publicUrl,
      ports,
      certificatesDirectory,
      masterKey,
      redisUrl,
      databaseUrls: database.urls,
      seedFile: join(stateDirectory, demoCredentialsFile),
    };
    const start = (name: ServiceName) =>
      startServiceProcess({
        name,
        file: join(options.distDirectory ?? 'dist', 'apps', name, 'main.js'),
        environment: {
          LATCHKEY_CONTACT: 'mailto:oauth@example.com',
          ...inherited,
          ...options.environment,
          ...serviceEnvironment(name, wiring),
        },
        logFile: join(logsDirectory, `${name}.log`),
      });

    onStep('Services');
    for (const name of serviceNames) processes.set(name, start(name));
    const service = (name: ServiceName) => {
      const found = processes.get(name);
      if (!found) throw new Error(`${name} was never started`);
      return found;
    };
    await Promise.all(serviceNames.map((name) => untilReady(service(name), ports[name].ops)));
    return {
      publicUrl,
      credentials,
      logsDirectory,
      ports,
      service,
      async restart(name) {
        await service(name).ended;
        processes.set(name, start(name));
        await untilReady(service(name), ports[name].ops);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePorts(publicPort: number): Promise<Record<ServiceName, Ports>> {
  const ports: Partial<Record<ServiceName, Ports>> = {};
  for (const name of serviceNames) {
    const listen = name === 'resource-gateway' ? publicPort : await freePort();
    ports[name] = { listen, ops: await freePort() };
  }
  return ports as Record<ServiceName, Ports>;
}

/** Says at once, not after everything else has started, that the public port is taken. */
async function checkPort(port: number): Promise<void> {
  await new Promise<void>((done, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenError(error, { listen: 'LATCHKEY_PORT' })));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()));
  });
}
