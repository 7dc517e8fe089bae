import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { guardAgainstOurDeath } from './death-guard';
import { postgresEnvironment } from './postgres-initialise';
import type { UnprivilegedUser } from './unprivileged-user';

/** How a server process is run. */
export interface PostgresProcessOptions {
  postgres: string;
  /** Real path of the data directory. */
  data: string;
  port: number;
  adminUrl: string;
  user?: UnprivilegedUser;
  durable: boolean;
  /** Receives each line of the server's log. */
  log: (line: string) => void;
}

/** A server that accepts connections. */
export interface PostgresProcess {
  /** Ends connections and the server in order; after 10 s without asking again. Repeating it is harmless. */
  stop(): Promise<void>;
}

const startMilliseconds = 60_000;
const stopMilliseconds = 10_000;
const keptLogLines = 20;

const settings = (port: number, durable: boolean): Record<string, string | number> => ({
  listen_addresses: '127.0.0.1',
  port,
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '64MB',
  log_checkpoints: 'off',
  // Statements and the values in error details may hold what people typed; the services log what matters.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
});

/**
 * Runs a server and waits until a connection succeeds.
 *
 * @throws Error with the reason and the last lines of the log
 */
export async function runPostgres(options: PostgresProcessOptions): Promise<PostgresProcess> {
  const server = spawnPostgres(options);
  const giveUpAt = performance.now() + startMilliseconds;
  for (;;) {
    const refusal = await tryToConnect(options.adminUrl);
    if (server.hasEnded()) throw await startFailure(options.data, await server.end, server.lastLines);
    if (!refusal) return server;
    const wrongPassword = refusal.code === '28P01';
    if (wrongPassword || performance.now() > giveUpAt) {
      await server.stop();
      throw await startFailure(options.data, refusal.message, server.lastLines);
    }
    await delay(50);
  }
}

interface SpawnedPostgres extends PostgresProcess {
  /** Resolves to how the process ended. */
  end: Promise<string>;
  hasEnded(): boolean;
  lastLines: string[];
}

function spawnPostgres({
  postgres,
  data,
  port,
  user,
  durable,
  log,
}: PostgresProcessOptions): SpawnedPostgres {
  const given = Object.entries(settings(port, durable)).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const child = spawn(postgres, ['-D', data, ...given], {
    ...user,
    cwd: '/',
    env: postgresEnvironment,
    stdio: ['ignore', 'ignore', 'pipe'],
    // In a process group of its own the terminal's Ctrl-C does not reach it before those who use it have
    // finished.
    detached: true,
  });
  const lastLines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > keptLogLines) lastLines.shift();
    log(line);
  });

  const guard = child.pid === undefined ? undefined : guardAgainstOurDeath(child.pid);
  let ended = false;
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit status ${code}`));
  }).finally(() => {
    ended = true;
    guard?.kill('SIGKILL');
  });

  const stop = async (): Promise<void> => {
    if (ended) return;
    child.kill('SIGINT');
    const patience = new AbortController();
    const impatient = delay(stopMilliseconds, undefined, { signal: patience.signal }).then(
      () => child.kill('SIGQUIT'),
      () => undefined,
    );
    await end;
    patience.abort();
    await impatient;
  };
  return { end, hasEnded: () => ended, lastLines, stop };
}

/** Undefined when the server answers a query. */
async function tryToConnect(connectionString: string): Promise<(Error & { code?: string }) | undefined> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined); // the attempt that fails says why
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end();
  }
}

async function startFailure(data: string, reason: string, lastLines: string[]): Promise<Error> {
  const log = lastLines.join('\n');
  if (log.includes('lock file "postmaster.pid" already exists')) {
    const [owner] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    return new Error(
      `Another PostgreSQL server, process ${owner}, is using ${data}: stop it first, for example with "kill -INT ${owner}".\n${log}`,
    );
  }
  return new Error(`PostgreSQL did not start in ${data} (${reason}).${log && `\n${log}`}`);
}
