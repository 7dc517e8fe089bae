import { StartupError } from '@latchkey/service-kit';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeOptions } from './node-options';

/** A service that runs as a process of its own. */
export interface ServiceProcess {
  name: string;
  pid: number;
  logFile: string;
  /** Resolves when the process has ended, whatever the reason. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** What it last wrote to standard error: the reason, when it did not start. */
  lastWords(): string;
  /** Asks it to stop, and waits; one that does not is ended after 20 s. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** How a service process is made. */
export interface ServiceProcessOptions {
  name: string;
  /** Bundle to run. */
  file: string;
  environment: NodeJS.ProcessEnv;
  /** Options of Node.js beside those that every service has. */
  moreNodeOptions: string[];
  logFile: string;
}

const stopTimeoutMilliseconds = 20_000;

/**
 * Starts a service. It gets a process group of its own, so that Ctrl-C in the terminal reaches this process
 * alone, which then stops the services in order; should this process die, the closed channel tells them.
 */
export function startServiceProcess({
  name,
  file,
  environment,
  moreNodeOptions,
  logFile,
}: ServiceProcessOptions): ServiceProcess {
  // The service writes its log itself: a pipe through this process would make every line wait for it.
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, [...nodeOptions, ...moreNodeOptions, file], {
    env: environment,
    detached: true,
    stdio: ['ignore', log, 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
    writeSync(log, chunk);
  });
  const ended = endOf(child).finally(() => closeSync(log));
  return {
    name,
    pid: child.pid ?? 0,
    logFile,
    ended,
    lastWords: () => words.trim(),
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMilliseconds);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function endOf(child: ChildProcess): ServiceProcess['ended'] {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 1, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/**
 * Waits until a service says that it is ready.
 *
 * @throws StartupError with the service's own words when it ends first, or does not get ready in time
 */
export async function untilReady(
  process: ServiceProcess,
  opsPort: number,
  timeoutSeconds = 60,
): Promise<void> {
  let ended = false;
  void process.ended.then(() => (ended = true));
  const deadline = Date.now() + timeoutSeconds * 1000;
  let reasons = 'no answer';
  while (Date.now() < deadline) {
    if (ended)
      throw new StartupError(
        process.lastWords() || `${process.name} could not start: see ${process.logFile}.`,
      );
    try {
      const response = await fetch(`http://127.0.0.1:${opsPort}/readyz`, {
        signal: AbortSignal.timeout(2_000),
      });
      if (response.ok) return;
      reasons = (await response.text()).trim().replaceAll('\n', ', ');
    } catch {
      reasons = 'no answer';
    }
    await sleep(50);
  }
  throw new StartupError(
    `${process.name} is not ready after ${timeoutSeconds} s (${reasons}): see ${process.logFile}.`,
  );
}
