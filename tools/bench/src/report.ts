import type { Result } from './measure/measurement';
import { isLong, longOperations } from './operations/operation';
import type { BenchSettings } from './settings';
import { targets, type Verdict } from './targets';

/** What a run found. */
export interface BenchReport {
  machine: string;
  settings: BenchSettings;
  results: Result[];
  /** Memory of every process before the first load, in MB. */
  idle: { name: string; resident: number; proportional: number }[];
}

const names = { latchkey: 'Latchkey', peer: 'oidc-provider', limit: 'limit' } as const;

/** The report as Markdown, which reads well in a terminal too. */
export function printReport(report: BenchReport): string {
  const { results, settings, machine } = report;
  const peerOf = ({ operation }: Result) =>
    results.find((other) => other.operation === operation && other.contestant === 'peer');
  const ratio = (result: Result, value: (of: Result) => number) => {
    const peer = peerOf(result);
    return peer && peer !== result ? `${(value(result) / value(peer)).toFixed(2)}` : '';
  };
  const rows = results.map((result) => [
    result.operation,
    names[result.contestant],
    result.throughput.toFixed(0),
    result.latency.p50.toFixed(1),
    result.latency.p95.toFixed(1),
    result.latency.p99.toFixed(1),
    result.cpu.toFixed(0),
    ratio(result, ({ throughput }) => throughput),
    ratio(result, ({ cpu }) => cpu),
  ]);
  const memory = Object.entries(mostMemory(results)).map(([name, most]) => {
    const idle = report.idle.find((each) => each.name === name);
    return [name, idle?.resident.toFixed(0) ?? '', idle?.proportional.toFixed(0) ?? '', most.toFixed(0)];
  });
  return [
    `${machine}; ${settings.concurrency} requests at once, ${settings.rounds} rounds of ${settings.seconds} s each, the contestants in turn.`,
    '',
    table(
      ['operation', 'who', 'per second', 'p50 ms', 'p95 ms', 'p99 ms', 'CPU µs', '× peer', 'CPU × peer'],
      rows,
    ),
    '',
    table(['process', 'idle MB', 'its share MB', 'most under load MB'], memory),
    '',
    ...results.flatMap(({ operation, ...result }) =>
      isLong(operation) ? [overTime(operation, result, settings), ''] : [],
    ),
    table(
      ['target', 'wanted', 'measured', ''],
      targets(report).map(({ name, wanted, measured, met }: Verdict) => [
        name,
        wanted,
        measured,
        met ? 'met' : 'missed',
      ]),
    ),
    '',
  ].join('\n');
}

/** What each process spent on an operation that lasted, and whether it grew. */
function overTime(
  operation: keyof typeof longOperations,
  { cpuByProcess, memoryBefore, memory }: Omit<Result, 'operation'>,
  { devices }: BenchSettings,
): string {
  const rows = Object.entries(cpuByProcess).map(([name, cpu]) => [
    name,
    cpu.toFixed(0),
    memoryBefore[name]?.toFixed(0) ?? '',
    memory[name]?.toFixed(0) ?? '',
  ]);
  const { warmUpSeconds, seconds } = longOperations[operation];
  return [
    `${operation}: ${devices} devices, one round of ${seconds} s after ${warmUpSeconds} s that are not counted.`,
    '',
    table(['process', 'CPU µs', 'MB at the beginning', 'MB at the end'], rows),
  ].join('\n');
}

function mostMemory(results: readonly Result[]): Record<string, number> {
  const most: Record<string, number> = {};
  for (const { memory } of results) {
    for (const [name, value] of Object.entries(memory)) most[name] = Math.max(most[name] ?? 0, value);
  }
  return most;
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
