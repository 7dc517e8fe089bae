import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Sees to it that a process is interrupted (SIGINT) should this one die without doing so, even when it is
 * killed: a shell waits for the end of its input, which only this process holds open. Kill the guard when
 * the process has ended.
 */
export function guardAgainstOurDeath(processId: number): ChildProcessByStdio<Writable, null, null> {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(processId)], {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // the terminal's Ctrl-C must not end it
  });
  guard.on('error', () => undefined); // without a shell the process is unguarded, and runs all the same
  return guard;
}
