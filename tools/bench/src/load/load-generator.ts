import { prepareOperation } from '../operations/prepare-operation';
import type { OperationName, Prepared, Target } from '../operations/operation';
import { closedLoop, type LoadResult } from './closed-loop';
import { openHttp, type Http } from './http';

/** What the load generator is told to do. */
export type LoadOrder =
  | { kind: 'prepare'; target: Target; operation: OperationName; concurrency: number }
  | { kind: 'run'; seconds: number };

/** What it answers, in the order of the orders. */
export type LoadReport =
  { kind: 'ready' } | { kind: 'done'; result: LoadResult } | { kind: 'failed'; reason: string };

/** Makes load as its parent process says; ends with it. */
export async function runLoadGenerator(): Promise<void> {
  let http: Http | undefined;
  let prepared: Prepared | undefined;
  let concurrency = 1;

  async function carryOut(order: LoadOrder): Promise<LoadReport> {
    if (order.kind === 'run') {
      if (!prepared) throw new Error('nothing is prepared');
      return { kind: 'done', result: await closedLoop(prepared, concurrency, order.seconds) };
    }
    prepared?.close?.();
    await http?.close();
    ({ concurrency } = order);
    http = openHttp(order.target.origin, concurrency);
    prepared = await prepareOperation(order.operation)({ target: order.target, http, concurrency });
    return { kind: 'ready' };
  }

  process.on('message', (order: LoadOrder) => {
    carryOut(order)
      .catch((error: unknown): LoadReport => ({ kind: 'failed', reason: reasonOf(error) }))
      .then((report) => process.send?.(report));
  });
  await new Promise<void>((done) => process.once('disconnect', done));
  process.exit(0);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
