import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, type Duplex, type Readable } from 'node:stream';
import { runInRequestContext } from '@latchkey/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Dispatcher } from 'undici';
import type { Connection } from './connections';
import type { ProxiedHeaders } from './headers';
import { beginAnswer, type Lasting } from './pass-answer-on';
import { joinSockets, upgradeOf, type Upgrade } from './upgrade';
import type { Upstream } from './upstream';
import { ClientGoneError, hasHungUp, isOutage, tookTooLong, upstreamError } from './upstream-error';

/** What is forwarded, and what comes back. */
export interface Forwarding {
  upstream: Upstream;
  request: FastifyRequest;
  reply: FastifyReply;
  /** Path and query to ask for. */
  target: string;
  /** Names and values in turn. */
  requestHeaders: string[];
  /** Longest wait for the head of the answer, and between two pieces of it; the upstream's when left out. */
  timeoutMilliseconds?: number | undefined;
  answers: AnswerRules;
}

/** What becomes of the answers that come in one way. */
export interface AnswerRules {
  /** Makes the headers of an answer from those of the upstream's. */
  headers(received: ProxiedHeaders, reply: FastifyReply): IncomingHttpHeaders;
  /**
   * Watches over an answer that may last for hours, such as a stream of events.
   *
   * @param end cuts it off
   * @returns what to call when it is over; undefined when there is nothing to watch for
   */
  watchOver?(request: FastifyRequest, end: () => void): (() => void) | undefined;
}

const mostAttempts = 3;
// RFC 9110 §9.2.2: sending these twice is as good as once, and they have no body that would be gone.
const repeatable: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * Forwards a request by streaming, and its answer. What goes wrong before the head of the answer is answered with
 * 502, 503 or 504; what goes wrong after it ends the connection to the client, so that nobody takes half an answer
 * for a whole.
 *
 * @throws HttpError 503 when there is no place for it
 */
export function forward(forwarding: Forwarding): void {
  const { upstream, reply } = forwarding;
  const begin = () => new Exchange(forwarding).begin();
  const entering = upstream.enter();
  if (!entering) return begin();
  entering.then(begin).catch((error: unknown) => void reply.send(error));
}

/**
 * A request under way between a client and an upstream. A class, for there is one for every request: its methods
 * are shared, where closures would be made anew.
 */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly near: Upgrade | undefined;
  private attempts = 0;
  private connection: Connection | undefined;
  /** Whether the request was written to a connection that had carried another before. */
  private isOnKept = false;
  private timer: NodeJS.Timeout | undefined;
  /** Whether the head of the answer is on its way to the client. */
  private isAnswered = false;
  private isOver = false;
  /** Set when the answer may last: it has given its place back already, and may be silent. */
  private lasting: Lasting | undefined;

  constructor(private readonly forwarding: Forwarding) {
    this.near = upgradeOf(forwarding.request);
  }

  begin(): void {
    const { upstream, reply, timeoutMilliseconds = upstream.timeoutMilliseconds } = this.forwarding;
    // Whoever waited in the queue may have left.
    if (reply.raw.destroyed) return this.failed(new ClientGoneError());
    reply.raw.on('close', () => this.giveUp(new ClientGoneError()));
    this.timer = setTimeout(() => this.giveUp(tookTooLong(upstream)), timeoutMilliseconds).unref();
    this.ask();
  }

  private ask(): void {
    const { upstream, request, target, requestHeaders } = this.forwarding;
    this.attempts += 1;
    this.isOnKept = false;
    this.connection = upstream.connections.take();
    this.connection.dispatch(
      {
        method: request.method as Dispatcher.HttpMethod,
        path: target,
        headers: requestHeaders,
        body: sentBody(request.body as Readable | undefined),
        upgrade: this.near ? 'websocket' : null,
      },
      this,
    );
  }

  /** Ends the connection to the upstream, which tells `onResponseError`. */
  private giveUp(reason: Error): void {
    if (!this.isOver && this.connection) this.forwarding.upstream.connections.drop(this.connection, reason);
  }

  onRequestStart(): void {
    this.isOnKept = this.connection?.isKept === true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // RFC 9110 §15.2: a client may ignore what is not the answer yet.
    if (status >= 100 && status < 200) return;
    this.forwarding.upstream.breaker.succeeded();
    this.inContext(() => {
      this.lasting = beginAnswer(this.forwarding, status, headers, this.connection?.socket);
    });
    this.isAnswered = true;
    if (this.lasting) clearTimeout(this.timer);
    else this.timer?.refresh();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { raw: client } = this.forwarding.reply;
    if (!this.lasting) this.timer?.refresh();
    if (client.write(chunk)) return;
    controller.pause();
    client.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.over();
    if (this.connection) this.forwarding.upstream.connections.giveBack(this.connection);
    this.inContext(() => this.forwarding.reply.raw.end());
  }

  onRequestUpgrade(
    _: Dispatcher.DispatchController,
    _status: number,
    headers: IncomingHttpHeaders,
    socket: Duplex,
  ): void {
    const { near, connection } = this;
    const { upstream } = this.forwarding;
    upstream.breaker.succeeded();
    this.inContext(() => near && joinSockets(this.forwarding, headers, near, socket as Socket));
    this.over();
    if (connection) upstream.connections.giveBack(connection);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const { upstream, request } = this.forwarding;
    if (this.connection) upstream.connections.drop(this.connection, error);
    // A kept connection was closed by its peer just when it was used again: the request was not heard.
    const mayRepeat =
      this.isOnKept && !this.isAnswered && hasHungUp(error) && repeatable.has(request.method) && !this.near;
    if (mayRepeat && this.attempts < mostAttempts) return this.ask();
    this.failed(error);
  }

  private failed(error: Error): void {
    const { upstream, reply } = this.forwarding;
    const { isAnswered } = this;
    this.over();
    if (!isAnswered) {
      if (isOutage(error)) upstream.breaker.failed();
      else upstream.breaker.abandoned();
    }
    this.inContext(() => {
      if (isAnswered) reply.raw.destroy();
      else if (error instanceof ClientGoneError) reply.hijack();
      else void reply.send(upstreamError(upstream, error));
    });
  }

  private over(): void {
    if (this.isOver) return;
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.lasting) this.lasting.over();
    else this.forwarding.upstream.leave();
  }

  /** A kept connection is in the context of the request that it was made for. */
  private inContext(work: () => void): void {
    runInRequestContext(this.forwarding.request.requestContext, work);
  }
}

/** The body as it is sent: by a stream that can be ended without ending the connection to the client. */
function sentBody(body: Readable | undefined): Readable | null {
  if (!body) return null;
  const sent = new PassThrough();
  // Whoever sends it listens, too, but not from the first moment to the last.
  sent.on('error', () => undefined);
  // A body that is too long says so itself; otherwise it was the client who stopped in the middle.
  body.once('error', (error) =>
    sent.destroy('status' in error ? error : new ClientGoneError('the body broke off', { cause: error })),
  );
  return body.pipe(sent);
}
