import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freePort } from './free-port';
import { postgresBinaries } from './postgres-binaries';
import { ownerOfData, placeData, removeData } from './postgres-data';
import { initialiseData } from './postgres-initialise';
import { runPostgres } from './postgres-process';
import { isRoot, unprivilegedUser } from './unprivileged-user';

/** What {@link startEmbeddedPostgres} is told. */
export interface EmbeddedPostgresOptions {
  /**
   * Holds the database; made when absent. The superuser's password (mode 0600) and the log lie beside it as
   * `DIRECTORY.password` and `DIRECTORY.log`.
   */
  dataDirectory: string;
  /** Port of 127.0.0.1; absent or 0 picks a free one. */
  port?: number;
  /** False makes a throw-away server for tests, faster because nothing is flushed to disk. True by default. */
  durable?: boolean;
  /** Receives the server's log line by line, in place of the log file. */
  log?: (line: string) => void;
}

/** A PostgreSQL server of this process's own. */
export interface EmbeddedPostgres {
  port: number;
  /** Connects as superuser to the database `postgres`; holds the password. */
  adminUrl: string;
  /** Whether this start made the database. */
  fresh: boolean;
  /**
   * Shuts the server down and waits for its end. Ctrl-C in the terminal does not reach the server, so call
   * this when those who use it have finished. A process that is killed takes its server down with it.
   */
  stop(): Promise<void>;
  /** Stops the server and removes data, password and log. */
  remove(): Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, on 127.0.0.1 only, with password authentication (SCRAM), and
 * waits until it answers. The data outlives the server, and the next start takes it up again. Root runs it
 * as the owner of the data, or else as user `postgres` or `nobody`, because PostgreSQL refuses root; what
 * that user cannot reach is kept below /var/lib, with a link to it in its place.
 *
 * @throws Error whose first line says what is wrong; the end of the log follows
 */
export async function startEmbeddedPostgres({
  dataDirectory,
  port: wantedPort,
  durable = true,
  log,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(dataDirectory);
  const files = { password: `${directory}.password`, log: `${directory}.log` };
  const user = isRoot() ? ((await ownerOfData(directory)) ?? (await unprivilegedUser())) : undefined;
  const { postgres, initdb } = await postgresBinaries(user);
  const data = await placeData(directory, user);
  const { password, fresh } = await initialiseData({
    initdb,
    data,
    passwordFile: files.password,
    user,
    durable,
  });

  const port = await freePort(wantedPort).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EADDRINUSE' ? 'it is in use' : cause.message;
    throw new Error(`PostgreSQL cannot listen on port ${wantedPort} of 127.0.0.1: ${reason}.`, { cause });
  });
  const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const journal = log ? { line: log, close: () => undefined } : openJournal(files.log);
  const server = await runPostgres({
    postgres,
    data,
    port,
    adminUrl,
    user,
    durable,
    log: journal.line,
  }).catch((error: unknown) => {
    journal.close();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    journal.close();
  };
  return {
    port,
    adminUrl,
    fresh,
    stop,
    remove: async () => {
      await stop();
      await removeData(directory);
      await Promise.all(Object.values(files).map((file) => rm(file, { force: true })));
    },
  };
}

/** Appends lines to a file. A full disk must not end the process: the lines are lost, the server goes on. */
function openJournal(file: string): { line: (line: string) => void; close: () => void } {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  stream.on('error', () => undefined);
  return { line: (line) => stream.write(`${line}\n`), close: () => stream.end() };
}
