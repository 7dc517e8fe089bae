import type { DescMethod } from '@bufbuild/protobuf';
import { status as Status, type Metadata } from '@grpc/grpc-js';
import { createSecondsHistogram, type Logger, type Timings } from '@latchkey/service-kit';
import type { Registry } from 'prom-client';
import { CallTable } from './call-table';
import { contextFromMetadata } from './context-metadata';
import { RunningCall, type CallWork, type ServedMethod } from './running-call';

/** A call as it arrives. */
export interface ArrivedCall {
  metadata: Metadata;
  /** When its caller stops waiting, in milliseconds of the clock; infinite when it waits for ever. */
  getDeadline(): Date | number;
}

/** Begins a call: does what every call needs around its work. */
export type BeginCall = (arrived: ArrivedCall, work: CallWork) => RunningCall;

/** What the steps around calls need. */
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
 * Creates the steps around the calls of methods: request id and trace, deadline and cancellation, one log line
 * for a failure, one measurement.
 */
export function createCallRunner({
  logger,
  metrics,
  draining,
  cutOff,
  isOutage,
}: CallRunnerOptions): (method: DescMethod) => BeginCall {
  const seconds = createSecondsHistogram({
    name: 'latchkey_rpc_server_seconds',
    help: 'Time that calls took in the server, by method and status',
    labelNames: ['method', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    metrics,
  });
  const ofCalls = endedBy(cutOff);
  const ofStreams = endedBy(draining);

  return (method) => {
    const name = `${method.parent.typeName}/${method.name}`;
    const streams = method.methodKind !== 'unary';
    const series = new Map<Status, Timings>();
    const seriesOf = (status: Status) => {
      const timings = seconds.series({ method: name, status: Status[status] });
      series.set(status, timings);
      return timings;
    };
    const served: ServedMethod = {
      name,
      streams,
      logger,
      isOutage,
      ...(streams ? ofStreams : ofCalls),
      measure: (status, milliseconds) =>
        (series.get(status) ?? seriesOf(status)).observe(milliseconds / 1000),
    };
    return (arrived, work) => {
      const time = Number(arrived.getDeadline());
      const deadline = time === Infinity ? undefined : new Date(time);
      const call = new RunningCall(served, work);
      call.begin(contextFromMetadata(arrived.metadata, { deadline, ending: call.ending }));
      return call;
    };
  };
}

/** The calls under way that end when `stopping` aborts. */
function endedBy(stopping: AbortSignal): Pick<ServedMethod, 'underWay' | 'stopping'> {
  const underWay = new CallTable<RunningCall>();
  stopping.addEventListener('abort', () => underWay.forEach((call) => call.stop()), { once: true });
  return { underWay, stopping };
}
