import { fork } from 'node:child_process';
import type { OperationName, Target } from '../operations/operation';
import type { LoadOrder, LoadReport, LoadSize } from './load-generator';
import type { LoadResult } from './load-result';

/** A load generator in a process of its own, so that its work is not counted. */
export interface LoadProcess {
  prepare(target: Target, operation: OperationName, size: LoadSize): Promise<void>;
  run(seconds: number): Promise<LoadResult>;
  stop(): void;
}

const longestOrderMilliseconds = 90_000;

/** Starts a load generator. */
export function startLoadProcess(): LoadProcess {
  const child = fork(process.argv[1] ?? '', ['load'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

  function order(order: LoadOrder): Promise<LoadReport> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error('the load generator does not answer'));
      const timer = setTimeout(late, longestOrderMilliseconds);
      child.once('message', (report: LoadReport) => {
        clearTimeout(timer);
        if (report.kind === 'failed') reject(new Error(report.reason));
        else resolve(report);
      });
      child.send(order);
    });
  }

  return {
    async prepare(target, operation, size) {
      await order({ kind: 'prepare', target, operation, size });
    },
    async run(seconds) {
      const report = await order({ kind: 'run', seconds });
      if (report.kind !== 'done') throw new Error('the load generator answered something else');
      return report.result;
    },
    stop: () => void child.kill(),
  };
}
