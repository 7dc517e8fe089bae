import type { DescMethod } from '@bufbuild/protobuf';
import { status as Status, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { runInRequestContext, type Logger } from '@latchkey/service-kit';
import { setMaxListeners } from 'node:events';
import { Histogram, type Registry } from 'prom-client';
import { contextFromMetadata } from './context-metadata';
import { logFailure } from './failure-log';
import { RpcError, isStatus, type StatusName } from './rpc-error';
import { toStatus } from './status-mapping';

type Call = ServerUnaryCall<object, Buffer> | ServerWritableStream<object, Buffer>;

/** Does what every call needs around its handler. */
export type CallRunner = <Answer>(
  method: DescMethod,
  call: Call,
  handle: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

/** Longest time that any call may take, whatever its caller asked for; streams have none. */
const longestCallMilliseconds = 30_000;

/** What the steps around a handler need. */
export interface CallRunnerOptions {
  logger: Logger;
  metrics: Registry;
  /** Aborts when the server drains: streams end then, and their readers go to another replica. */
  draining: AbortSignal;
  /** Aborts when draining takes too long: every call ends then. */
  cutOff: AbortSignal;
}

/**
 * Creates the steps around a handler: request id and trace, deadline and cancellation, one log line for a
 * failure, one measurement.
 */
export function createCallRunner({ logger, metrics, draining, cutOff }: CallRunnerOptions): CallRunner {
  const seconds = new Histogram({
    name: 'latchkey_rpc_server_seconds',
    help: 'Time that calls took in the server, by method and status',
    labelNames: ['method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });

  return async (method, call, handle) => {
    const name = `${method.parent.typeName}/${method.name}`;
    const started = performance.now();
    const streams = method.methodKind !== 'unary';
    const { signal, aborted, release } = callSignal(call, streams ? draining : cutOff, streams);
    const context = contextFromMetadata(call.metadata, { signal, deadline: deadlineOf(call) });
    const measure = (status: string) => {
      // A stream ends when its reader leaves: its length says nothing about the server.
      if (streams) return;
      seconds.observe({ method: name, status }, (performance.now() - started) / 1000);
    };
    return runInRequestContext(context, async () => {
      try {
        // A handler that does not heed its signal keeps neither its caller nor the server waiting.
        const answer = await Promise.race([handle(signal), aborted]);
        measure('OK');
        return answer;
      } catch (thrown) {
        // What a handler makes of its aborted signal is of no interest: why it was aborted is.
        const error: unknown = signal.aborted ? signal.reason : thrown;
        measure(Status[toStatus(error).code ?? Status.UNKNOWN]);
        if (signal.aborted && isDeparture(error, streams))
          logger.debug({ method: name, reason: error.message }, 'ended early');
        else logFailure(logger, name, error);
        throw error;
      } finally {
        release();
      }
    });
  };
}

/** The caller left, or a stream ends because the server drains: nobody's failure. */
function isDeparture(error: unknown, streams: boolean): error is RpcError {
  return isStatus(error, 'CANCELLED') || (streams && isStatus(error, 'UNAVAILABLE'));
}

function deadlineOf(call: Call): Date | undefined {
  const deadline = call.getDeadline();
  return deadline === Infinity ? undefined : new Date(deadline);
}

/** A signal that aborts, and a promise that rejects, when the caller leaves, the server stops, or time is up. */
function callSignal(call: Call, stopping: AbortSignal, unlimited: boolean) {
  const controller = new AbortController();
  const { signal } = controller;
  // Every nested call listens, and a handler may make many at once.
  setMaxListeners(0, signal);
  const abort = (status: StatusName, why: string) => () => controller.abort(new RpcError(status, why));
  const left = abort('CANCELLED', 'the caller stopped waiting');
  const stop = abort('UNAVAILABLE', 'the server is stopping');
  const late = abort('DEADLINE_EXCEEDED', 'the call took longer than any call may');
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  call.on('cancelled', left);
  stopping.addEventListener('abort', stop);
  if (stopping.aborted) stop();
  const timer = unlimited ? undefined : setTimeout(late, longestCallMilliseconds).unref();
  const release = () => {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
    // grpc-js reports every call as cancelled once it has ended.
    call.off('cancelled', left);
  };
  return { signal, aborted, release };
}
