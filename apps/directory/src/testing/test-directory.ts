import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DescService } from '@bufbuild/protobuf';
import { connect, startRpcServer, type Connection, type RpcClient } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import { createPool, createPostgresEphemeralStore, migrate } from '@latchkey/storage';
import type { Pool } from 'pg';
import { startClientChanges } from '../client/client-changes';
import type { MasterKeys } from '../keys';
import { createKeptMails } from '../mail/kept-mails';
import { migrations, schema } from '../migrations';
import { createPostgresQuotaCounter } from '../quota/postgres-quota-counter';
import { startResourceRegistry } from '../resource/resource-registry';
import { createResourceRepository } from '../resource/resource-repository';
import { buildServices, totpSecretsOf } from '../server';
import type { SignInLimits } from '../throttle/sign-in-throttle';
import { resealTotpSecrets } from '../totp/reseal-totp-secrets';
import { createPasswordHasher, type PasswordCost, type PasswordHasher } from '../user/password-hasher';
import { createWorkQueue, type WorkQueueOptions } from '../user/work-queue';

/** What is taken from `@latchkey/development`, which test files alone may import: they pass it on. */
interface Development {
  createTestDatabase(): Promise<{ connectionString: string; drop(): Promise<void> }>;
  ensureCertificates(options: { directory: string; services: string[] }): Promise<void>;
  readCertificates(directory: string, service: string): Promise<TlsMaterial>;
}

/** What a test brings along, and may set. */
export interface TestDirectoryOptions {
  development: Development;
  queue?: WorkQueueOptions;
  signInLimits?: SignInLimits;
  /** Not when left out. */
  signUpClosed?: boolean;
  /** Whether mails are kept, as they are when left out, or sent. No sender runs in either case. */
  mailsAreKept?: boolean;
}

/** A directory that serves gRPC over mutual TLS, at a time that the test sets. */
export interface TestDirectory {
  pool: Pool;
  connectionString: string;
  passwords: PasswordHasher;
  /** Calls a service of the contract, as the service with this name. */
  as<Service extends DescService>(caller: string, descriptor: Service): Promise<RpcClient<Service>>;
  now(): Date;
  /** Lets time pass. */
  advance(seconds: number): void;
  /** Everything logged so far. */
  logged(): string;
  metrics(): Promise<string>;
  /** Starts another directory on the same database, which ends with this one; with other keys where given. */
  replica(masterKeys?: MasterKeys): Promise<TestDirectory>;
  /** The key that it began with. */
  masterKey: Buffer;
  close(): Promise<void>;
}

/** Far cheaper than in service, so that tests do not wait for what hashes are made to cost. */
export const cheapCost: PasswordCost = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

/** Where its pages are. */
export const testPublicUrl = 'https://auth.example.com';

/** Starts a directory for a test. */
export async function startTestDirectory(options: TestDirectoryOptions): Promise<TestDirectory> {
  const { connectionString, drop } = await options.development.createTestDatabase();
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => {} });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.end();
  const directory = await startReplica(options, connectionString, { current: randomBytes(32) });
  return {
    ...directory,
    async close() {
      await directory.close();
      await drop();
    },
  };
}

async function startReplica(
  options: TestDirectoryOptions,
  connectionString: string,
  masterKeys: MasterKeys,
): Promise<TestDirectory> {
  const { development, queue = { running: 2, waiting: 32 } } = options;
  const { signInLimits = { perAddress: 100, perAccount: 50 } } = options;
  const { signUpClosed = false, mailsAreKept = true } = options;
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-directory-'));
  const certificates = async (service: string) => {
    await development.ensureCertificates({ directory, services: [service] });
    return development.readCertificates(directory, service);
  };
  let log = '';
  const logger = createLogger({
    service: 'directory',
    level: 'debug',
    destination: { write: (line) => (log += line) },
  });
  let time = new Date('2030-01-01T00:00:00Z');
  const clock = () => time;

  await migrate({ connectionString, schema, directory: migrations, logger });
  const pool = createPool({ connectionString, schema, applicationName: 'test', onError: () => {} });
  await resealTotpSecrets(pool, totpSecretsOf(masterKeys)).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const registry = createMetrics('directory');
  const passwords = await createPasswordHasher({
    cost: cheapCost,
    queue: createWorkQueue(queue),
    metrics: registry,
  });
  const clientChanges = await startClientChanges({ connectionString, logger });
  const resourceRegistry = await startResourceRegistry({
    resources: createResourceRepository(pool),
    connectionString,
    logger,
  });
  const ephemeralStore = createPostgresEphemeralStore(pool, { onError: () => {} });
  const server = await startRpcServer({
    host: '127.0.0.1',
    port: 0,
    tls: await certificates('directory'),
    services: buildServices({
      pool,
      clientChanges,
      resourceRegistry,
      quotaCounter: createPostgresQuotaCounter(pool),
      ephemeralStore,
      passwords,
      masterKeys,
      publicUrl: testPublicUrl,
      brandName: 'Latchkey',
      lifetimes: { absoluteSeconds: 43_200, idleSeconds: 7_200 },
      signInLimits,
      signUpOpen: !signUpClosed,
      keptMails: mailsAreKept ? createKeptMails(pool) : undefined,
      clock,
      logger,
    }),
    logger,
    metrics: registry,
  });
  const connections: Connection[] = [];
  const replicas: TestDirectory[] = [];

  return {
    pool,
    connectionString,
    passwords,
    async as(caller, descriptor) {
      const target = `dns:///127.0.0.1:${server.port}`;
      const connection = connect({ target, peer: 'directory', tls: await certificates(caller) });
      connections.push(connection);
      return connection.service(descriptor);
    },
    masterKey: masterKeys.current,
    now: clock,
    advance: (seconds) => {
      time = new Date(time.getTime() + seconds * 1000);
    },
    logged: () => log,
    metrics: () => registry.metrics(),
    async replica(others = masterKeys) {
      const replica = await startReplica(options, connectionString, others);
      replicas.push(replica);
      return replica;
    },
    async close() {
      for (const replica of replicas) await replica.close();
      for (const connection of connections) connection.close();
      await server.close();
      await ephemeralStore.close();
      await Promise.all([clientChanges.close(), resourceRegistry.close()]);
      await pool.end();
      await rm(directory, { recursive: true });
    },
  };
}
