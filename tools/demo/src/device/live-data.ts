import { createBackoff } from './backoff';
import type { Clock } from './clock';
import type { DeviceClient } from './codes';
import { NoAnswer, refusalOf, send } from './request';
import { refresh, type Tokens } from './tokens';

/** What there is to show. */
export type LiveData =
  { kind: 'data'; body: Record<string, unknown> } | { kind: 'interrupted'; reason: string; seconds: number };

/** What showing live data needs. */
export interface LiveDataOptions {
  client: DeviceClient;
  tokens: Tokens;
  clock: Clock;
  signal: AbortSignal;
  show: (data: LiveData) => void;
  /** Seconds between two requests. */
  everySeconds: number;
}

/**
 * Shows what the API says, every few seconds, and renews the token in time. Resolves when the device is not
 * connected any more.
 *
 * @throws Error with the server's words when it refuses, and what the signal was aborted with
 */
export async function showLiveData(options: LiveDataOptions): Promise<void> {
  const { client, clock, signal, show, everySeconds } = options;
  const backoff = createBackoff(everySeconds);
  let tokens = options.tokens;
  let isRefused = false;
  for (;;) {
    let seconds = everySeconds;
    try {
      if (isRefused || clock.now() >= tokens.endsAt) {
        const renewed = await refresh(client, tokens, clock, signal);
        if (!renewed) return;
        tokens = renewed;
      }
      const answer = await readResource(client, tokens, signal);
      // A token that has just been renewed and is refused will be refused for ever.
      if (answer.status === 401 && isRefused) return;
      isRefused = answer.status === 401;
      if (isRefused) continue;
      if (answer.status !== 200) throw new Error(`The API refused. ${refusalOf(answer)}`);
      backoff.reset();
      show({ kind: 'data', body: answer.body });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      seconds = backoff.next(error);
      show({ kind: 'interrupted', reason: error.message, seconds });
    }
    await clock.sleep(seconds, signal);
  }
}

function readResource({ issuer }: DeviceClient, { accessToken }: Tokens, signal: AbortSignal) {
  return send(`${issuer}/resource/`, { headers: { authorization: `Bearer ${accessToken}` }, signal });
}
