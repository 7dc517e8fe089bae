import { createRequestContext, runInRequestContext, type Logger } from '@latchkey/service-kit';
import type { CallOptions } from './client';

/** How a stream is watched. */
export interface WatchOptions<Message> {
  /** What is watched, as words for the log: "revocations". */
  name: string;
  /** Opens the stream from where the watcher stands now. */
  open(options: CallOptions): AsyncIterable<Message>;
  /** Takes a message in. What it throws ends the stream, which is then opened anew. */
  onMessage(message: Message): void;
  /** Longest time without any message, heartbeats included, before the stream counts as broken. */
  silenceMilliseconds: number;
  logger: Pick<Logger, 'info' | 'warn'>;
}

/** A stream that is kept open. */
export interface Watch {
  /** Whether a message has come lately: then what was pushed is all there is. */
  isCurrent(): boolean;
  /** Ends the watch. */
  close(): void;
}

const firstPauseMilliseconds = 50;
const longestPauseMilliseconds = 2_000;

/**
 * Keeps a stream of a service open: opens it, hands its messages on, and opens it anew, at another replica if
 * there is one, when it ends, fails or falls silent. Never rejects; `isCurrent` tells how things stand.
 */
export function watch<Message>(options: WatchOptions<Message>): Watch {
  const { name, open, onMessage, silenceMilliseconds, logger } = options;
  const closing = new AbortController();
  let lastMessageTime = -Infinity;
  let failures = 0;

  const isSilent = () => performance.now() - lastMessageTime > silenceMilliseconds;
  // It belongs to no request: whichever happened to start it must not end it.
  void runInRequestContext(createRequestContext(), keepOpen);

  return {
    isCurrent: () => !isSilent() && !closing.signal.aborted,
    close: () => closing.abort(),
  };

  async function keepOpen(): Promise<void> {
    while (!closing.signal.aborted) {
      const reason = await readOnce().catch((error: unknown) => error);
      // What is not connected is not current, however short the silence.
      lastMessageTime = -Infinity;
      if (closing.signal.aborted) return;
      failures += 1;
      // A stream that ends once is a rollout; one that cannot be opened is worth a look.
      if (failures === 2) logger.warn({ watch: name, error: reason }, 'a watch cannot be kept open');
      await pause();
    }
  }

  async function readOnce(): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    closing.signal.addEventListener('abort', end);
    let timer = setTimeout(checkSilence, silenceMilliseconds).unref();
    const opened = performance.now();
    function checkSilence(): void {
      // After a busy spell messages may lie in the socket: they are read before the stream is judged.
      setImmediate(() => {
        const heard = Math.max(opened, lastMessageTime);
        const left = heard + silenceMilliseconds - performance.now();
        if (left <= 0) ended.abort();
        else timer = setTimeout(checkSilence, left + 1).unref();
      });
    }
    try {
      for await (const message of open({ signal: ended.signal })) {
        onMessage(message);
        lastMessageTime = performance.now();
        if (failures > 1) logger.info({ watch: name }, 'the watch stands again');
        failures = 0;
      }
    } finally {
      clearTimeout(timer);
      ended.abort();
      closing.signal.removeEventListener('abort', end);
    }
  }

  /** Waits longer after each failure, and not all watchers equally long. */
  function pause(): Promise<void> {
    const most = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (failures - 1));
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        closing.signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, most * (0.5 + Math.random() / 2)).unref();
      closing.signal.addEventListener('abort', done);
    });
  }
}
