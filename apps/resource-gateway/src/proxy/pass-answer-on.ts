import type { Socket } from 'node:net';
import type { Forwarding } from './forward';
import { mergedHeaders, type ProxiedHeaders } from './headers';
import { keepOpen } from './lasting-socket';
import { answeredNonsense, tooManyStreams } from './upstream-error';

/** An answer that may last for hours. */
export interface Lasting {
  /** Has to be called at its end. */
  over(): void;
}

/**
 * Sends the head of an answer to the client. One that may last gives the place of its request back.
 *
 * @returns undefined for an answer that does not last
 * @throws HttpError before anything was sent, with the place still taken
 */
export function beginAnswer(
  { upstream, reply, request, answers }: Forwarding,
  status: number,
  received: ProxiedHeaders,
  far: Socket | undefined,
): Lasting | undefined {
  const { raw: client } = reply;
  if (status < 200 || status > 599) throw answeredNonsense(upstream);
  const lasts = isEventStream(received);
  const end = () => client.destroy();
  if (lasts && !upstream.openStream(end)) throw tooManyStreams(upstream);

  reply.hijack();
  const headers = mergedHeaders(answers.headers(received, reply), reply);
  // The rest of a body that the upstream did not wait for is not read: the connection ends after the answer.
  if (!request.raw.complete) headers['connection'] = 'close';
  client.writeHead(status, headers);
  if (!lasts) return undefined;

  upstream.leave();
  const stopWatching = answers.watchOver?.(request, end);
  keepOpen(client.socket, far ?? null);
  client.flushHeaders();
  return {
    over() {
      stopWatching?.();
      upstream.closeStream(end);
    },
  };
}

function isEventStream({ 'content-type': type }: ProxiedHeaders): boolean {
  return /^text\/event-stream\b/i.test(String(type));
}
