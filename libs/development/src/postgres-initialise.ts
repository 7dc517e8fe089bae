import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { UnprivilegedUser } from './unprivileged-user';

const run = promisify(execFile);

/** Fixed, so that messages are English and nothing of the caller's PG* settings or secrets is inherited. */
export const postgresEnvironment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/** What {@link initialiseData} needs to know. */
export interface Initialisation {
  initdb: string;
  /** Real path of the data directory. */
  data: string;
  /** Keeps the superuser's password, mode 0600. */
  passwordFile: string;
  user?: UnprivilegedUser;
  /** Whether everything is flushed to disk before the directory counts as made. */
  durable: boolean;
}

/**
 * Makes a database cluster with the superuser `postgres` and a random password, unless there is one already.
 * It is made aside and moved into place when complete: an interrupted start leaves nothing to repair.
 *
 * @returns the superuser's password, and whether the cluster is new
 * @throws Error when the directory holds something else, or its password was lost
 */
export async function initialiseData(options: Initialisation): Promise<{ password: string; fresh: boolean }> {
  const { data, passwordFile } = options;
  const kept = await readFile(passwordFile, 'utf8').catch(() => undefined);
  const entries = await readdir(data).catch((): string[] => []);
  if (entries.includes('PG_VERSION')) {
    if (kept) return { password: kept, fresh: false };
    throw new Error(
      `The password of the database in ${data} is gone: put ${passwordFile} back, or remove the data to start anew.`,
    );
  }
  if (entries.length > 0) {
    throw new Error(`${data} holds something else than a PostgreSQL database: empty it or choose another.`);
  }
  const password = randomBytes(24).toString('base64url');
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
  await createCluster(options, password);
  return { password, fresh: true };
}

async function createCluster(
  { initdb, data, user, durable }: Initialisation,
  password: string,
): Promise<void> {
  const draft = `${data}.new`;
  const handover = `${data}.password-for-initdb`;
  await rm(draft, { recursive: true, force: true });
  await rm(handover, { force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(handover, password, { mode: 0o600, flag: 'wx' });
    if (user) {
      await chown(draft, user.uid, user.gid);
      await chown(handover, user.uid, user.gid);
    }
    // The built-in locale sorts and folds alike on every system, whichever C library it has.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    await run(
      initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${handover}`,
        '--auth=scram-sha-256',
        ...locale,
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...user, cwd: '/', env: postgresEnvironment },
    );
    await rename(draft, data);
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? '').trim();
    throw new Error(`PostgreSQL could not make a database in ${data}.${said && `\n${said}`}`, { cause });
  } finally {
    await rm(handover, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}
