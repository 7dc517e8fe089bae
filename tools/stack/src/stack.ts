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
import { writeCommandLineSettings } from './command-line';
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
  /** Redis for short-lived state; LATCHKEY_REDIS_URL when unset, or else PostgreSQL keeps it. */
  redisUrl?: string | undefined;
  /** Folder with the built services. */
  distDirectory?: string;
  /** Runs with the settings of production: no development data, no shortcuts. */
  production?: boolean;
  /** Options of Node.js for every service, beside those that it always has. */
  moreNodeOptions?: string[];
  /** How many processes of a service to start; one by default. */
  replicas?: Partial<Record<ServiceName, number>>;
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
  /** Certificates of every service, and of `cli` for operators' commands. */
  certificatesDirectory: string;
  /** Connection of each service that owns a schema, with its own role. */
  databaseUrls: Partial<Record<ServiceName, string>>;
  /** Ports of every replica of each service. */
  ports: Record<ServiceName, [Ports, ...Ports[]]>;
  /** The process of a service now; of its first replica unless another is asked for. */
  service(name: ServiceName, replica?: number): ServiceProcess;
  /** Every process, of every replica. */
  services(): ServiceProcess[];
  /** Starts a service again after it ended, and waits until it is ready. */
  restart(name: ServiceName, replica?: number): Promise<void>;
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
  // These open the stores and the mail server: only the services that need one get a connection, and each its own.
  const {
    LATCHKEY_DATABASE_URL: _admin,
    LATCHKEY_REDIS_URL: redisUrl,
    LATCHKEY_SMTP_URL: inheritedSmtpUrl,
    ...inherited
  } = process.env;
  const stateDirectory = resolve(options.stateDirectory);
  const logsDirectory = join(stateDirectory, 'logs');
  const certificatesDirectory = join(stateDirectory, 'certificates');
  await mkdir(logsDirectory, { recursive: true });
  await checkPort(options.port);

  onStep('Certificates for mutual TLS');
  await ensureCertificates({ directory: certificatesDirectory, services: [...serviceNames, 'cli'] });
  const credentials = await ensureDemoCredentials(stateDirectory, publicUrl);
  const secrets = await ensureStackSecrets(
    stateDirectory,
    Object.values(schemas).map(({ role }) => role),
  );

  onStep(options.databaseUrl ? 'Database' : 'PostgreSQL');
  const { rolePasswords, masterKey, directoryMasterKey } = secrets;
  const database = await openDatabase({ stateDirectory, adminUrl: options.databaseUrl, rolePasswords });

  const processes = new Map<ServiceName, ServiceProcess[]>();
  const stop = async () => {
    for (const name of [...serviceNames].reverse()) {
      await Promise.all((processes.get(name) ?? []).map((replica) => replica.stop()));
    }
    await database.stop();
  };
  try {
    const ports = await choosePorts(options.port, options.replicas ?? {});
    const wiring = {
      publicUrl,
      ports,
      certificatesDirectory,
      masterKey,
      directoryMasterKey,
      redisUrl: options.redisUrl ?? redisUrl,
      // Production mode wants a mail server, and nobody asks for mails there: the outbox keeps what it cannot send.
      smtpUrl: inheritedSmtpUrl ?? (options.production ? 'smtp://127.0.0.1:1' : undefined),
      databaseUrls: database.urls,
      seedFile: options.production ? undefined : join(stateDirectory, demoCredentialsFile),
    };
    const start = (name: ServiceName, own: Ports, replica: number) =>
      startServiceProcess({
        name,
        moreNodeOptions: options.moreNodeOptions ?? [],
        file: join(options.distDirectory ?? 'dist', 'apps', name, 'main.js'),
        environment: {
          LATCHKEY_CONTACT: 'mailto:oauth@example.com',
          LATCHKEY_MAIL_FROM: 'accounts@example.com',
          ...inherited,
          ...options.environment,
          ...serviceEnvironment(name, own, wiring),
        },
        logFile: join(logsDirectory, replica === 0 ? `${name}.log` : `${name}-${replica + 1}.log`),
      });

    await writeCommandLineSettings(stateDirectory, wiring);
    onStep('Services');
    for (const name of serviceNames) {
      processes.set(
        name,
        ports[name].map((own, replica) => start(name, own, replica)),
      );
    }
    const service = (name: ServiceName, replica = 0) => {
      const found = processes.get(name)?.[replica];
      if (!found) throw new Error(`${name} was never started`);
      return found;
    };
    await Promise.all(
      serviceNames.flatMap((name) =>
        ports[name].map(({ ops }, replica) => untilReady(service(name, replica), ops)),
      ),
    );
    return {
      publicUrl,
      credentials,
      logsDirectory,
      certificatesDirectory,
      databaseUrls: database.urls,
      ports,
      service,
      services: () => [...processes.values()].flat(),
      async restart(name, replica = 0) {
        await service(name, replica).ended;
        const own = ports[name][replica] ?? ports[name][0];
        const restarted = start(name, own, replica);
        processes.get(name)?.splice(replica, 1, restarted);
        await untilReady(restarted, own.ops);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePorts(
  publicPort: number,
  replicas: Partial<Record<ServiceName, number>>,
): Promise<Record<ServiceName, [Ports, ...Ports[]]>> {
  const choose = async (listen?: number): Promise<Ports> => ({
    listen: listen ?? (await freePort()),
    ops: await freePort(),
    grpc: await freePort(),
  });
  const ports: Partial<Record<ServiceName, [Ports, ...Ports[]]>> = {};
  for (const name of serviceNames) {
    ports[name] = [await choose(name === 'resource-gateway' ? publicPort : undefined)];
    for (let more = 1; more < (replicas[name] ?? 1); more++) ports[name].push(await choose());
  }
  return ports as Record<ServiceName, [Ports, ...Ports[]]>;
}

/** Says at once, not after everything else has started, that the public port is taken. */
async function checkPort(port: number): Promise<void> {
  await new Promise<void>((done, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(listenError(error, { listen: 'LATCHKEY_PORT' })));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()));
  });
}
