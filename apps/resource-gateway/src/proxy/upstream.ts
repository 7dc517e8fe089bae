import type { ConnectionOptions } from 'node:tls';
import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import { HttpError } from '../errors/http-error';
import { createCircuitBreaker, type CircuitBreaker } from './circuit-breaker';
import { createConnections, type Connections } from './connections';
import { createPlaces } from './places';

/** Where requests go, and how. */
export interface UpstreamOptions {
  /** Name for error texts, such as "the resource". */
  name: string;
  origin: string;
  /** How to connect, when over TLS. */
  tls?: ConnectionOptions;
  /** Status of the answer when it cannot be reached, or hangs up. */
  awayStatus: 502 | 503;
  /** Longest wait for the head of an answer, and between two pieces of its body. */
  timeoutMilliseconds: number;
  logger: Pick<Logger, 'info' | 'warn'>;
  clock: () => Date;
}

/** A server behind this process: its pool of kept connections, and what it can bear. */
export interface Upstream {
  readonly name: string;
  readonly awayStatus: 502 | 503;
  readonly timeoutMilliseconds: number;
  readonly breaker: CircuitBreaker;
  /** For those who have a place. */
  readonly connections: Connections;
  /**
   * Takes a place among the requests under way, waiting in a short queue when there is none free. It has to be
   * given back by `leave`.
   *
   * @throws HttpError 503 when the queue is full or too slow, or nothing is asked of the upstream for now
   */
  enter(): void | Promise<void>;
  leave(): void;
  /** Counts a stream that may last for hours, which `end` cuts off; false when there are too many. */
  openStream(end: () => void): boolean;
  closeStream(end: () => void): void;
  /** Cuts off what lasts; requests under way end as they would have. */
  endStreams(): void;
  /** Closes every connection. */
  close(): void;
}

const maximumUnderWay = 256;
const maximumStreams = 4_096;
const queue = { maximumWaiting: 512, longestWaitMilliseconds: 1_000 };

/** Creates an upstream. Nothing is connected until the first request. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { name, origin, awayStatus, timeoutMilliseconds, logger, clock } = options;
  const connections = createConnections(options);
  const places = createPlaces({ maximum: maximumUnderWay, ...queue });
  const streams = new Set<() => void>();
  const breaker = createCircuitBreaker({
    clock,
    onChange: (open) =>
      open
        ? logger.warn({ upstream: origin }, 'an upstream fails every request: nothing is asked of it for now')
        : logger.info({ upstream: origin }, 'an upstream answers again'),
  });

  function admitted(): void {
    const pause = breaker.admit();
    if (pause === 0) return;
    places.giveBack();
    throw unavailable(`${name} has failed repeatedly and is left alone for a moment`, pause / 1000);
  }

  function placed(hasPlace: boolean): void {
    if (!hasPlace) throw unavailable(`${name} is busy with as many requests as it can take`, 1);
    admitted();
  }

  return {
    name,
    awayStatus,
    timeoutMilliseconds,
    breaker,
    connections,
    enter() {
      const taken = places.take();
      return typeof taken === 'boolean' ? placed(taken) : taken.then(placed);
    },
    leave: () => places.giveBack(),
    openStream(end) {
      if (streams.size >= maximumStreams) return false;
      streams.add(end);
      return true;
    },
    closeStream: (end) => void streams.delete(end),
    endStreams() {
      for (const end of streams) end();
    },
    close: () => connections.close(),
  };
}

/** Ends the streams of upstreams when a server begins to close, and their connections when it has closed. */
export function closeWithServer(server: FastifyInstance, upstreams: () => Iterable<Upstream>): void {
  server.addHook('preClose', (done) => {
    for (const upstream of upstreams()) upstream.endStreams();
    done();
  });
  // The hook onClose would come before the last answers.
  server.server.once('close', () => {
    for (const upstream of upstreams()) upstream.close();
  });
}

function unavailable(reason: string, seconds: number): HttpError {
  const retryAfter = String(Math.max(Math.ceil(seconds), 1));
  return new HttpError(503, `${reason}: try again later`, { headers: { 'retry-after': retryAfter } });
}
