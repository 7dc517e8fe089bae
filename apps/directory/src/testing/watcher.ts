/** A stream that is read into a list until the watcher leaves. */
export interface Watcher<Message> {
  /** Messages so far, heartbeats included. */
  messages: Message[];
  /** Forgets the messages so far. */
  forget(): void;
  leave(): Promise<void>;
}

/** Reads a stream from now on. */
export function startWatcher<Message>(
  open: (options: { signal: AbortSignal }) => AsyncIterable<Message>,
): Watcher<Message> {
  const leaving = new AbortController();
  const messages: Message[] = [];
  const reading = (async () => {
    for await (const message of open({ signal: leaving.signal })) messages.push(message);
  })();
  // Whoever waits for a message that never comes fails; why the stream ended is said on leaving.
  reading.catch(() => undefined);
  return {
    messages,
    forget: () => void messages.splice(0),
    async leave() {
      leaving.abort();
      await reading.catch((error: { status?: unknown }) => {
        if (error.status !== 'CANCELLED') throw error;
      });
    },
  };
}
