import type { DescMethod } from '@bufbuild/protobuf';
import { status as Status, type ServerUnaryCall, type ServerWritableStream } from '@grpc/grpc-js';
import { runInRequestContext, type Logger } from '@latchkey/service-kit';
import { Histogram, type Registry } from 'prom-client';
import { CallEnding } from './call-ending';
import { contextFromMetadata } from './context-metadata';
import { logFailure } from './failure-log';
import { RpcError, isStatus } from './rpc-error';
import { answerTo, toStatus } from './status-mapping';

type Call = ServerUnaryCall<object, Buffer> | ServerWritableStream<object, Buffer>;

/** Does what every call needs around its handler, which may ask how the call ends. */
export type CallRunner = <Answer>(
  method: DescMethod,
  call: Call,
  handle: (ending: Pick<CallEnding, 'signal'>) => Promise<Answer>,
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
  /** Says of an error that is no answer whether it tells of a store that is away. */
  isOutage?: (error: unknown) => boolean;
}

/**
 * Creates the steps around a handler: request id and trace, deadline and cancellation, one log line for a
 * failure, one measurement.
 */
export function createCallRunner({
  logger,
  metrics,
  draining,
  cutOff,
  isOutage,
}: CallRunnerOptions): CallRunner {
  const seconds = new Histogram({
    name: 'latchkey_rpc_server_seconds',
    help: 'Time that calls took in the server, by method and status',
    labelNames: ['method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  });

  const underWay = { calls: endedBy(cutOff), streams: endedBy(draining) };

  return async (method, call, handle) => {
    const name = `${method.parent.typeName}/${method.name}`;
    const started = performance.now();
    const streams = method.methodKind !== 'unary';
    const ending = new CallEnding();
    const deadline = deadlineOf(call);
    const release = endEarly(call, ending, {
      underWay: streams ? underWay.streams : underWay.calls,
      isBounded:
        streams || (deadline !== undefined && deadline.getTime() < Date.now() + longestCallMilliseconds),
    });
    const context = contextFromMetadata(call.metadata, { ending, deadline });
    const measure = (status: string) => {
      // A stream ends when its reader leaves: its length says nothing about the server.
      if (streams) return;
      seconds.observe({ method: name, status }, (performance.now() - started) / 1000);
    };
    return runInRequestContext(context, async () => {
      try {
        const answer = await untilEnd(ending, () => handle(ending));
        measure('OK');
        return answer;
      } catch (thrown) {
        // What a handler makes of its aborted signal is of no interest: why it was aborted is.
        const error: unknown = ending.reason ?? answerTo(thrown, isOutage);
        measure(Status[toStatus(error).code ?? Status.UNKNOWN]);
        if (ending.reason && isDeparture(error, streams))
          logger.debug({ method: name, reason: error.message }, 'ended early');
        else logFailure(logger, name, error);
        throw error;
      } finally {
        release();
      }
    });
  };
}

/** A handler that does not heed its signal keeps neither its caller nor the server waiting. */
function untilEnd<Answer>(ending: CallEnding, work: () => Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    ending.onEnd = reject;
    if (ending.reason) reject(ending.reason);
    work().then(resolve, reject);
  });
}

/** The caller left, or a stream ends because the server drains: nobody's failure. */
function isDeparture(error: unknown, streams: boolean): error is RpcError {
  return isStatus(error, 'CANCELLED') || (streams && isStatus(error, 'UNAVAILABLE'));
}

function deadlineOf(call: Call): Date | undefined {
  const deadline = call.getDeadline();
  return deadline === Infinity ? undefined : new Date(deadline);
}

/** The calls under way that end when `stopping` aborts, and one that begins after that. */
function endedBy(stopping: AbortSignal): { add(ending: CallEnding): void; delete(ending: CallEnding): void } {
  const endings = new Set<CallEnding>();
  const stop = (ending: CallEnding) => ending.end(new RpcError('UNAVAILABLE', 'the server is stopping'));
  stopping.addEventListener('abort', () => endings.forEach(stop), { once: true });
  return {
    add(ending) {
      endings.add(ending);
      if (stopping.aborted) stop(ending);
    },
    delete: (ending) => endings.delete(ending),
  };
}

/**
 * Ends a call when its caller leaves, the server stops, or time is up.
 *
 * @returns what to do when the call is over
 */
function endEarly(
  call: Call,
  ending: CallEnding,
  { underWay, isBounded }: { underWay: ReturnType<typeof endedBy>; isBounded: boolean },
): () => void {
  const left = () => ending.end(new RpcError('CANCELLED', 'the caller stopped waiting'));
  const late = () => ending.end(new RpcError('DEADLINE_EXCEEDED', 'the call took longer than any call may'));
  call.on('cancelled', left);
  underWay.add(ending);
  const timer = isBounded ? undefined : setTimeout(late, longestCallMilliseconds).unref();
  return () => {
    clearTimeout(timer);
    underWay.delete(ending);
    // grpc-js reports every call as cancelled once it has ended.
    call.off('cancelled', left);
  };
}
