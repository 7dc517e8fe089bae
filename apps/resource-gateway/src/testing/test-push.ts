import { setTimeout as wait } from 'node:timers/promises';

const heartbeatMilliseconds = 100;

/** Sends what there is at once and again with every heartbeat, until the reader leaves. */
export async function* pushed<Message>(signal: AbortSignal, message: () => Message): AsyncGenerator<Message> {
  while (!signal.aborted) {
    yield message();
    await wait(heartbeatMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}
