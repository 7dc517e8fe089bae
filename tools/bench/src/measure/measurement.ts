import type { Contestant } from '../contestants/contestant';
import type { LoadSize } from '../load/load-generator';
import type { LoadProcess } from '../load/load-process';
import type { OperationName, Target } from '../operations/operation';
import { cpuTimes, memoryOf } from './processes';

/** One contestant doing one operation for a while. */
export interface Measurement {
  contestant: Target['contestant'];
  operation: OperationName;
  operations: number;
  seconds: number;
  latencies: number[];
  /** Microseconds of processor time for each operation, by process. */
  cpu: Record<string, number>;
  /** Resident memory before and at the end, in MB, by process. */
  memoryBefore: Record<string, number>;
  memory: Record<string, number>;
}

/** What several rounds of one operation came to. */
export interface Result {
  contestant: Target['contestant'];
  operation: OperationName;
  /** Operations a second: the median of the rounds. */
  throughput: number;
  /** Milliseconds. */
  latency: { p50: number; p95: number; p99: number };
  /** Microseconds of processor time for each operation, of all processes together: the median of the rounds. */
  cpu: number;
  cpuByProcess: Record<string, number>;
  /** Before the first round, in MB. */
  memoryBefore: Record<string, number>;
  /** The most seen at the end of a round, in MB. */
  memory: Record<string, number>;
}

/** Has the load generator do an operation, and reads what the contestant used for it. */
export async function measure(
  load: LoadProcess,
  { target, processes }: Contestant,
  operation: OperationName,
  { warmUpSeconds, seconds, ...size }: LoadSize & { warmUpSeconds?: number; seconds: number },
): Promise<Measurement> {
  const each = <Value>(value: (pid: number) => Value) =>
    Object.fromEntries(processes.map(({ name, pid }) => [name, value(pid)]));
  const resident = () => each((pid) => memoryOf(pid).resident);
  try {
    await load.prepare(target, operation, size);
    if (warmUpSeconds) await load.run(warmUpSeconds);
    const memoryBefore = resident();
    const before = cpuTimes(processes);
    const result = await load.run(seconds);
    const after = cpuTimes(processes);
    return {
      contestant: target.contestant,
      operation,
      ...result,
      cpu: each((pid) => ((after.get(pid) ?? 0) - (before.get(pid) ?? 0)) / result.operations),
      memoryBefore,
      memory: resident(),
    };
  } catch (error) {
    throw failed(target, operation, error);
  }
}

const warmUpOperations = 10_000;
const longestWarmUpSeconds = 8;

/**
 * Has a contestant do an operation until its code is compiled as it is in a server that has run for a while, which
 * takes a number of operations: a second is too short for those of which few are done in it.
 */
export async function warmUp(
  load: LoadProcess,
  { target }: Contestant,
  operation: OperationName,
  size: LoadSize,
): Promise<void> {
  try {
    await load.prepare(target, operation, size);
    let done = 0;
    for (let seconds = 0; seconds < longestWarmUpSeconds && done < warmUpOperations; seconds++) {
      done += (await load.run(1)).operations;
    }
  } catch (error) {
    throw failed(target, operation, error);
  }
}

function failed({ contestant }: Target, operation: OperationName, error: unknown): Error {
  return new Error(`${contestant}, ${operation}: ${(error as Error).message}`, { cause: error });
}

/** Brings the rounds of each contestant and operation together. */
export function summarize(measurements: readonly Measurement[]): Result[] {
  const groups = new Map<string, Measurement[]>();
  for (const each of measurements) {
    const key = `${each.operation} ${each.contestant}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((rounds) => {
    const [first] = rounds;
    if (!first) return [];
    const latencies = rounds.flatMap((round) => round.latencies).sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)] ?? NaN;
    const byProcess = (
      read: (round: Measurement, name: string) => number,
      join: (values: number[]) => number,
    ) =>
      Object.fromEntries(
        Object.keys(first.cpu).map((name) => [name, join(rounds.map((round) => read(round, name)))]),
      );
    return [
      {
        contestant: first.contestant,
        operation: first.operation,
        throughput: median(rounds.map(({ operations, seconds }) => operations / seconds)),
        latency: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
        cpu: median(rounds.map(({ cpu }) => Object.values(cpu).reduce((sum, value) => sum + value, 0))),
        cpuByProcess: byProcess((round, name) => round.cpu[name] ?? 0, median),
        memoryBefore: first.memoryBefore,
        memory: byProcess(
          (round, name) => round.memory[name] ?? 0,
          (values) => Math.max(...values),
        ),
      },
    ];
  });
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
