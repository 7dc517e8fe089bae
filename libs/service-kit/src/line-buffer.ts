import type { DestinationStream } from 'pino';

const mostWaiting = 4 * 1024;
const longestWaitMilliseconds = 100;

/** Lines that wait to be written. */
export interface LineBuffer extends DestinationStream {
  /** Writes what waits, at once. */
  flush(): void;
}

/**
 * Gathers lines and writes a few at a time: one write a line would cost every request a system call. What waits
 * is written when it comes to 4,096 characters, and after 100 ms at the latest. While nothing waits, nothing runs.
 */
export function createLineBuffer(destination: DestinationStream): LineBuffer {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    if (waiting === '') return;
    const lines = waiting;
    waiting = '';
    destination.write(lines);
  };
  const late = () => {
    timer = undefined;
    flush();
  };
  return {
    flush,
    write(line) {
      waiting += line;
      // Left running when lines are written for their number: under load ten timers a second are enough.
      timer ??= setTimeout(late, longestWaitMilliseconds).unref();
      if (waiting.length >= mostWaiting) flush();
    },
  };
}
