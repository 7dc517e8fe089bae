import { availableParallelism } from 'node:os';
import { startRpcServer } from '@latchkey/rpc';
import {
  databaseStartupError,
  redisStartupError,
  type Logger,
  type RunningService,
  type ServiceKit,
} from '@latchkey/service-kit';
import {
  createEphemeralStore,
  createPool,
  isOutage,
  migrate,
  type EphemeralStore,
  type Pool,
} from '@latchkey/storage';
import { createAuditLog } from './audit/audit-log';
import { startClientChanges } from './client/client-changes';
import type { Config } from './config';
import { createEmailLinkRepository } from './email-link/email-links';
import { startMail, type MailOptions } from './mail/start-mail';
import { migrations, schema } from './migrations';
import { createPostgresQuotaCounter, deleteEndedWindows } from './quota/postgres-quota-counter';
import type { QuotaCounter } from './quota/quota-counter';
import { createRedisQuotaCounter } from './quota/redis-quota-counter';
import { startResourceRegistry } from './resource/resource-registry';
import { createResourceRepository } from './resource/resource-repository';
import { readSeedFile } from './seed/seed-file';
import { seedDemo, type SeedOptions } from './seed/seed-demo';
import { buildServices, totpSecretsOf } from './server';
import { createSessionRepository } from './session/session-repository';
import { startSweeper, type SweeperOptions } from './sweeper';
import { createKnownNetworks } from './throttle/known-networks';
import { knownNetworkSeconds } from './throttle/sign-in-throttle';
import { resealTotpSecrets } from './totp/reseal-totp-secrets';
import { createPasswordHasher, defaultPasswordCost } from './user/password-hasher';
import { createWorkQueue } from './user/work-queue';

// Hashing takes a thread of Node's pool of four each; one stays free for what else needs it, such as DNS.
const hashedAtOnce = Math.min(availableParallelism(), 3);
// Ten a thread: at a third of a second each, under load, the last one waits less than its caller's 5 s.
const hashesWaiting = 10 * hashedAtOnce;

/**
 * Starts the directory: brings its schema up to date, seeds development data if a file is given, listens.
 *
 * @throws StartupError when the database, Redis, the seed file or the port is at fault
 */
export async function startDirectory(config: Config, kit: ServiceKit): Promise<RunningService> {
  const { logger, metrics, tls } = kit;
  const connectionString = config.LATCHKEY_DATABASE_URL;
  const clock = () => new Date();

  await migrate({ connectionString, schema, directory: migrations, logger }).catch(refuseToStart);
  const pool = createPool({
    connectionString,
    schema,
    applicationName: 'directory',
    onError: (error) => logger.warn({ error }, 'idle database connection lost'),
  });
  const masterKeys = {
    current: config.LATCHKEY_MASTER_KEY,
    previous: config.LATCHKEY_PREVIOUS_MASTER_KEY,
  };
  const resealed = await resealTotpSecrets(pool, totpSecretsOf(masterKeys)).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  if (resealed > 0)
    logger.info({ resealed }, 'authenticator applications: sealed under the current master key');
  const passwords = await createPasswordHasher({
    cost: defaultPasswordCost,
    queue: createWorkQueue({ running: hashedAtOnce, waiting: hashesWaiting }),
    metrics,
  });
  await seed(config, { pool, passwords, clock, logger });

  const quotaCounter = await openQuotaCounter(config, pool, logger);
  const ephemeralStore = await openEphemeralStore(config, pool, logger);
  const clientChanges = await startClientChanges({ connectionString, logger }).catch(refuseToStart);
  const resourceRegistry = await startResourceRegistry({
    resources: createResourceRepository(pool),
    connectionString,
    logger,
  }).catch(refuseToStart);
  const signUpOpen = config.LATCHKEY_SIGN_UP === 'open';
  const mail = await startMail({
    pool,
    connectionString,
    smtp: smtpOf(config),
    brand: { brandName: config.LATCHKEY_BRAND_NAME, publicUrl: config.LATCHKEY_PUBLIC_URL },
    signUpOpen,
    clock,
    logger,
    metrics,
  }).catch(refuseToStart);
  const release = async () => {
    await mail.close();
    await Promise.all([clientChanges.close(), resourceRegistry.close(), quotaCounter.close()]);
    await ephemeralStore.close();
    await pool.end();
  };

  const lifetimes = {
    absoluteSeconds: config.LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS,
    idleSeconds: config.LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS,
  };
  const server = await startRpcServer({
    host: config.LATCHKEY_GRPC_HOST,
    port: config.LATCHKEY_GRPC_PORT,
    tls,
    services: buildServices({
      pool,
      clientChanges,
      resourceRegistry,
      quotaCounter,
      ephemeralStore,
      passwords,
      masterKeys,
      publicUrl: config.LATCHKEY_PUBLIC_URL,
      brandName: config.LATCHKEY_BRAND_NAME,
      lifetimes,
      signInLimits: {
        perAddress: config.LATCHKEY_SIGN_IN_FAILURES_PER_ADDRESS,
        perAccount: config.LATCHKEY_SIGN_IN_FAILURES_PER_ACCOUNT,
      },
      signUpOpen,
      keptMails: mail.keptMails,
      clock,
      logger,
    }),
    logger,
    metrics,
    isOutage,
  }).catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const sweepers = sweptTables(pool, config).map((table) => startSweeper({ ...table, clock, logger }));

  return {
    // Without Redis nobody signs in and nothing is counted, and callers decide what that means: it is no reason to
    // stop telling them about clients and sessions.
    readiness: () =>
      pool.query('SELECT 1').then(
        () => [],
        () => ['database'],
      ),
    async close() {
      await server.close();
      for (const sweeper of sweepers) await sweeper.close();
      await release();
    },
  };
}

/** Undefined when mails are not sent. */
function smtpOf({ LATCHKEY_SMTP_URL: server, LATCHKEY_MAIL_FROM: from }: Config): MailOptions['smtp'] {
  return server && from !== undefined ? { server, from } : undefined;
}

/** What expires, and how it is dropped. */
function sweptTables(pool: Pool, config: Config): Pick<SweeperOptions, 'name' | 'deleteExpired'>[] {
  const [sessions, links, networks, audit] = [
    createSessionRepository(pool),
    createEmailLinkRepository(pool),
    createKnownNetworks(pool),
    createAuditLog(pool),
  ];
  const auditSeconds = config.LATCHKEY_AUDIT_RETENTION_DAYS * 24 * 60 * 60;
  const before = (now: Date, seconds: number) => new Date(now.getTime() - seconds * 1000);
  return [
    { name: 'sessions', deleteExpired: (now, limit) => sessions.deleteExpired(now, limit) },
    { name: 'links in mails', deleteExpired: (now, limit) => links.deleteExpired(now, limit) },
    { name: 'quotas', deleteExpired: (now, limit) => deleteEndedWindows(pool, now, limit) },
    {
      name: 'known networks',
      deleteExpired: (now, limit) => networks.deleteBefore(before(now, knownNetworkSeconds), limit),
    },
    {
      name: 'audit events',
      deleteExpired: (now, limit) => audit.deleteBefore(before(now, auditSeconds), limit),
    },
  ];
}

function refuseToStart(error: unknown): never {
  throw databaseStartupError(error);
}

async function seed(
  config: Config,
  options: Pick<SeedOptions, 'pool' | 'passwords' | 'clock' | 'logger'>,
): Promise<void> {
  const {
    LATCHKEY_SEED_FILE: file,
    LATCHKEY_PUBLIC_URL: publicUrl,
    LATCHKEY_DEMO_API_URL: demoApiUrl,
  } = config;
  if (file === undefined || demoApiUrl === undefined) return;
  const credentials = await readSeedFile(file);
  await seedDemo({ ...options, credentials, publicUrl, demoApiUrl });
}

async function openQuotaCounter(config: Config, pool: Pool, logger: Logger): Promise<QuotaCounter> {
  const url = config.LATCHKEY_REDIS_URL;
  if (url === undefined) return createPostgresQuotaCounter(pool);
  const onError = (error: Error) => logger.warn({ error }, 'connection to Redis lost');
  return createRedisQuotaCounter({ url, onError }).catch(async (error: unknown) => {
    await pool.end();
    throw redisStartupError(error);
  });
}

async function openEphemeralStore(config: Config, pool: Pool, logger: Logger): Promise<EphemeralStore> {
  return createEphemeralStore({
    redisUrl: config.LATCHKEY_REDIS_URL,
    pool,
    keyPrefix: 'latchkey:directory:',
    onError: (error) => logger.warn({ error }, 'short-lived state: trouble in the background'),
  }).catch(async (error: unknown) => {
    await pool.end();
    throw config.LATCHKEY_REDIS_URL ? redisStartupError(error) : error;
  });
}
