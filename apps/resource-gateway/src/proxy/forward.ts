import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProxiedHeaders } from './headers';
import { passAnswerOn } from './pass-answer-on';
import { joinSockets, upgradeOf, type Upgrade } from './upgrade';
import type { Upstream } from './upstream';
import {
  ClientGoneError,
  answeredNonsense,
  hasHungUp,
  isOutage,
  tookTooLong,
  upstreamError,
} from './upstream-error';

/** What is forwarded, and what comes back. */
export interface Forwarding {
  /** Path and query to ask for. */
  target: string;
  requestHeaders: OutgoingHttpHeaders;
  /** Makes the headers of the answer from those of the upstream's. */
  answerHeaders(headers: ProxiedHeaders): IncomingHttpHeaders;
  /** Longest wait for the head of the answer; the upstream's when left out. */
  timeoutMilliseconds?: number | undefined;
  /**
   * Watches over an answer that may last for hours, such as a stream of events.
   *
   * @param end cuts it off
   * @returns what to call when it is over
   */
  watchOver?: ((end: () => void) => () => void) | undefined;
}

/** A request under way between a client and an upstream. */
export interface Exchange {
  upstream: Upstream;
  request: FastifyRequest;
  reply: FastifyReply;
  forwarding: Forwarding;
}

/** The head of an answer; `socket` is set when the upstream agreed to speak another protocol on it. */
export interface Answer {
  outgoing: ClientRequest;
  message: IncomingMessage;
  upgraded?: { near: Upgrade; far: Upgrade };
}

const mostAttempts = 3;
// RFC 9110 §9.2.2: sending these twice is as good as once, and they have no body that would be gone.
const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Forwards a request by streaming, and its answer. What goes wrong after the head of the answer ends the
 * connection to the client, so that nobody takes half an answer for a whole.
 *
 * @throws HttpError 502, 503 or 504 for what goes wrong before
 */
export async function forward(exchange: Exchange): Promise<void> {
  const { upstream, reply } = exchange;
  const entering = upstream.enter();
  if (entering) await entering;
  try {
    const answer = await firstAnswer(exchange);
    upstream.breaker.succeeded();
    const { upgraded } = answer;
    if (upgraded) joinSockets(exchange, answer, upgraded);
    else passAnswerOn(exchange, answer);
  } catch (error) {
    upstream.leave();
    if (!(error instanceof ClientGoneError)) throw upstreamError(upstream, error as Error);
    reply.hijack();
  }
}

async function firstAnswer(exchange: Exchange): Promise<Answer> {
  const { upstream, request } = exchange;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(exchange);
    } catch (error) {
      const mayRepeat = attempt < mostAttempts && repeatable.has(request.method);
      if (mayRepeat && error instanceof StaleConnectionError) continue;
      if (isOutage(error as Error)) upstream.breaker.failed();
      else upstream.breaker.abandoned();
      throw error;
    }
  }
}

/** A kept connection was closed by its peer just when it was used again: the request was not heard. */
class StaleConnectionError extends Error {
  readonly code = 'ECONNRESET';
}

/** Sends the request and waits for the head of the answer. */
function ask({ upstream, request, reply, forwarding }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { raw: client } = reply;
    // Whoever waited in the queue may have left.
    if (client.destroyed) return reject(new ClientGoneError());
    const near = upgradeOf(request);
    const timeoutMilliseconds = forwarding.timeoutMilliseconds ?? upstream.timeoutMilliseconds;
    const outgoing = upstream.send({
      method: request.method,
      path: forwarding.target,
      headers: near
        ? { ...forwarding.requestHeaders, connection: 'Upgrade', upgrade: 'websocket' }
        : forwarding.requestHeaders,
      timeoutMilliseconds,
    });
    const giveUp = () => outgoing.destroy(tookTooLong(upstream));
    const timer = setTimeout(giveUp, timeoutMilliseconds).unref();
    const abandon = () => outgoing.destroy(new ClientGoneError());
    let settled = false;
    const settle = () => {
      settled = true;
      clearTimeout(timer);
      client.off('close', abandon);
    };
    client.once('close', abandon);
    outgoing.once('timeout', giveUp);
    outgoing.once('response', (message) => {
      settle();
      resolve({ outgoing, message });
    });
    // Errors after the head reach the message, too, and are dealt with there.
    outgoing.on('error', (error) => {
      settle();
      const stale = outgoing.reusedSocket && hasHungUp(error);
      reject(stale ? new StaleConnectionError(error.message, { cause: error }) : error);
    });
    // A change of protocol that nobody asked for ends the connection without an error.
    outgoing.once('close', () => {
      if (settled) return;
      settle();
      reject(answeredNonsense(upstream));
    });
    if (near) {
      outgoing.once('upgrade', (message, socket: Socket, head) => {
        settle();
        resolve({ outgoing, message, upgraded: { near, far: { socket, head } } });
      });
    }
    sendBody(request.body as Readable | undefined, outgoing);
  });
}

function sendBody(body: Readable | undefined, outgoing: ClientRequest): void {
  if (!body) return void outgoing.end();
  // A body that is too long says so itself; otherwise it was the client who stopped in the middle.
  body.once('error', (error) =>
    outgoing.destroy('status' in error ? error : new ClientGoneError('the body broke off', { cause: error })),
  );
  body.pipe(outgoing);
}
