import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The user that PostgreSQL runs as when this process is root. */
export interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/** What starts a child process: nothing when it should run as this process's own user. */
export type SpawnIdentity = UnprivilegedUser | Record<string, never>;

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; everybody else runs it as themselves. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Picks the user `postgres`, or else `nobody`, from /etc/passwd.
 *
 * @throws Error when the machine has neither
 */
export async function unprivilegedUser(): Promise<UnprivilegedUser> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].flatMap((name) => entries.filter(([user]) => user === name))[0];
  if (!entry) {
    throw new Error(
      'PostgreSQL does not run as root, and /etc/passwd has no user "postgres" or "nobody": add one, or work as an ordinary user.',
    );
  }
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Whether the user may enter a directory, all of its parents included. */
export async function canEnter(user: UnprivilegedUser, directory: string): Promise<boolean> {
  // Asking the kernel as that user is the only answer that also counts access control lists.
  return succeeds('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], user);
}

/** Whether the user can run a program: `FILE --version` exits with 0. */
export async function canExecute(user: UnprivilegedUser, file: string): Promise<boolean> {
  return succeeds(file, ['--version'], user);
}

/**
 * A directory for what the user must reach and a checkout hides, as one below /root does.
 *
 * @throws Error when the machine offers none
 */
export async function reachableParent(user: UnprivilegedUser): Promise<string> {
  // Only root writes to /var/lib, and nothing there is swept away; /var/tmp is for read-only images.
  for (const directory of ['/var/lib', '/var/tmp']) {
    const writable = await access(directory, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (writable && (await canEnter(user, directory))) return directory;
  }
  throw new Error(
    `The user with id ${user.uid}, as whom PostgreSQL runs, can enter neither the checkout nor /var/lib nor /var/tmp.`,
  );
}

async function succeeds(file: string, args: string[], user: UnprivilegedUser): Promise<boolean> {
  try {
    await run(file, args, { ...user, cwd: '/', env: {} });
    return true;
  } catch {
    return false;
  }
}
