import { prepareOperation } from '../operations/prepare-operation';
import type { OperationName, Prepared, Target } from '../operations/operation';
import { closedLoop } from './closed-loop';
import { openHttp, type Http } from './http';
import type { Load, LoadResult } from './load-result';
import { pacedLoop } from './paced-loop';

/** What the load generator is told to do. */
export type LoadOrder =
  | { kind: 'prepare'; target: Target; operation: OperationName; size: LoadSize }
  | { kind: 'run'; seconds: number };

/** How much is under way. */
export interface LoadSize {
  /** Requests at once, and connections. */
  concurrency: number;
  /** Devices that wait, where that is what is measured. */
  devices: number;
}

/** What it answers, in the order of the orders. */
export type LoadReport =
  { kind: 'ready' } | { kind: 'done'; result: LoadResult } | { kind: 'failed'; reason: string };

/** Makes load as its parent process says; ends with it. */
export async function runLoadGenerator(): Promise<void> {
  let http: Http | undefined;
  let prepared: Prepared | undefined;
  let load: Load | undefined;

  async function carryOut(order: LoadOrder): Promise<LoadReport> {
    if (order.kind === 'run') {
      if (!load) throw new Error('nothing is prepared');
      return { kind: 'done', result: await load(order.seconds) };
    }
    prepared?.close?.();
    await http?.close();
    const { target, size } = order;
    http = openHttp(target.origin, size.concurrency);
    prepared = await prepareOperation(order.operation)({ target, http, ...size });
    load = loadOf(prepared, size.concurrency);
    return { kind: 'ready' };
  }

  process.on('message', (order: LoadOrder) => {
    void carryOut(order)
      .catch((error: unknown): LoadReport => ({ kind: 'failed', reason: reasonOf(error) }))
      .then((report) => process.send?.(report));
  });
  await new Promise<void>((done) => process.once('disconnect', done));
  process.exit(0);
}

function loadOf(prepared: Prepared, concurrency: number): Load {
  const { intervalMilliseconds, concurrency: slots = concurrency } = prepared;
  if (intervalMilliseconds !== undefined) return pacedLoop(prepared, slots, intervalMilliseconds);
  return (seconds) => closedLoop(prepared, slots, seconds);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
