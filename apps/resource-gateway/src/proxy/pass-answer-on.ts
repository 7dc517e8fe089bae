import type { IncomingMessage } from 'node:http';
import type { HttpError } from '../errors/http-error';
import type { Answer, Exchange } from './forward';
import { mergedHeaders } from './headers';
import { keepOpen } from './lasting-socket';
import { answeredNonsense, tooManyStreams } from './upstream-error';

/**
 * Streams an answer to the client. Takes the place of the request among those under way over, and gives it back.
 *
 * @throws HttpError before anything was sent, with the place still taken
 */
export function passAnswerOn(exchange: Exchange, { outgoing, message }: Answer): void {
  const { upstream, reply, forwarding, request } = exchange;
  const { raw: client } = reply;
  const { statusCode = 0 } = message;
  // What was left unread would keep the connection to the upstream.
  const refuse = (error: HttpError) => {
    outgoing.destroy();
    return error;
  };
  if (statusCode < 200 || statusCode > 599) throw refuse(answeredNonsense(upstream));
  const lasts = isEventStream(message);
  const end = () => client.destroy();
  if (lasts && !upstream.openStream(end)) throw refuse(tooManyStreams(upstream));

  reply.hijack();
  const headers = mergedHeaders(forwarding.answerHeaders(message.headers), reply);
  // The rest of a body that the upstream did not wait for is not read: the connection ends after the answer.
  if (!request.raw.complete) headers['connection'] = 'close';
  client.writeHead(statusCode, headers);
  message.pipe(client);
  message.once('error', end);
  if (!lasts) {
    client.once('close', () => {
      if (!message.complete) outgoing.destroy();
    });
    outgoing.once('close', () => upstream.leave());
    return;
  }
  upstream.leave();
  const stopWatching = forwarding.watchOver?.(end);
  client.once('close', () => {
    stopWatching?.();
    upstream.closeStream(end);
    outgoing.destroy();
  });
  keepOpen(client.socket, message.socket);
  client.flushHeaders();
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return /^text\/event-stream\b/i.test(headers['content-type'] ?? '');
}
