import { chmod, lstat, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { canEnter, reachableParent, type UnprivilegedUser } from './unprivileged-user';

/**
 * Says whose the data is, so that a directory made by an ordinary user stays theirs when root starts it.
 * Undefined when there is none yet, or it is root's.
 */
export async function ownerOfData(dataDirectory: string): Promise<UnprivilegedUser | undefined> {
  const entry = await stat(dataDirectory).catch(() => undefined);
  return entry && entry.uid !== 0 ? { uid: entry.uid, gid: entry.gid } : undefined;
}

/**
 * Makes the way to the data directory and returns its real path. When `user` cannot enter the directory that
 * it should lie in, a symbolic link is put there that leads to a place the user can enter.
 *
 * @throws Error when data is there already and `user` cannot reach it
 */
export async function placeData(dataDirectory: string, user?: UnprivilegedUser): Promise<string> {
  const parent = dirname(dataDirectory);
  await mkdir(parent, { recursive: true });
  const entry = await lstat(dataDirectory).catch(() => undefined);
  const existing = entry && (await realpath(dataDirectory).catch(() => undefined));
  if (existing) {
    if (user && !(await canEnter(user, dirname(existing)))) {
      throw new Error(
        `The user with id ${user.uid}, as whom PostgreSQL runs, cannot enter ${dirname(existing)}: allow it with "chmod o+x" there and on the directories above.`,
      );
    }
    return existing;
  }
  if (entry) await rm(dataDirectory); // a link to data that was removed
  if (!user || (await canEnter(user, parent))) return join(await realpath(parent), basename(dataDirectory));

  const elsewhere = await mkdtemp(join(await reachableParent(user), 'latchkey-data-'));
  await chmod(elsewhere, 0o711);
  await symlink(join(elsewhere, 'data'), dataDirectory);
  return join(elsewhere, 'data');
}

/** Removes the data, wherever {@link placeData} put it. */
export async function removeData(dataDirectory: string): Promise<void> {
  const entry = await lstat(dataDirectory);
  if (entry.isSymbolicLink()) {
    await rm(dirname(await realpath(dataDirectory)), { recursive: true, force: true });
  }
  await rm(dataDirectory, { recursive: true, force: true });
}
