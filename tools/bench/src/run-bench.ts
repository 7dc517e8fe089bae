import { availableParallelism, cpus, totalmem } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Contestant } from './contestants/contestant';
import { startLatchkey } from './contestants/latchkey';
import { startLimit } from './contestants/limit';
import { startPeer } from './contestants/peer';
import { startLoadProcess } from './load/load-process';
import { measure, summarize, type Measurement } from './measure/measurement';
import { memoryOf } from './measure/processes';
import { isLong, longOperations, type OperationName } from './operations/operation';
import { printReport, type BenchReport } from './report';
import type { BenchSettings } from './settings';

const resultFile = 'test-results/bench.json';
const warmUpSeconds = 1;
const idleMilliseconds = 3_000;

/**
 * Measures Latchkey, a peer and the limit of the platform in turn, on the same cores, and says what came out.
 *
 * @returns exit status: 1 when any answer was not the expected one
 */
export async function runBench(settings: BenchSettings): Promise<number> {
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  const contestants: Contestant[] = [];
  const load = startLoadProcess();
  try {
    tell('Starting the limit, the peer and Latchkey …');
    const limit = await startLimit();
    contestants.push(limit);
    contestants.push(await startPeer());
    contestants.push(await startLatchkey(limit.target.origin, settings.profile));
    await wait(idleMilliseconds);
    const idle = contestants.flatMap(({ processes, databaseProcesses }) => [
      ...processes.map(({ name, pid }) => ({ name, ...memoryOf(pid) })),
      ...databaseProcesses.map((pid) => ({ name: 'postgresql', ...memoryOf(pid) })),
    ]);

    const measurements: Measurement[] = [];
    for (let round = 0; round <= settings.rounds; round++) {
      tell(round === 0 ? 'Warming up …' : `Round ${round} of ${settings.rounds} …`);
      for (const operation of settings.operations) {
        for (const contestant of contestants) {
          if (!contestant.operations.includes(operation)) continue;
          const time = timeOf(operation, round, settings);
          if (!time) continue;
          const { concurrency, devices } = settings;
          const measured = await measure(load, contestant, operation, { ...time, concurrency, devices });
          if (round > 0) measurements.push(measured);
        }
      }
    }
    const report: BenchReport = {
      machine: `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node.js ${process.versions.node}`,
      settings,
      results: summarize(measurements),
      idle,
    };
    await mkdir('test-results', { recursive: true });
    await writeFile(resultFile, `${JSON.stringify(report, null, 2)}\n`);
    process.stdout.write(settings.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report));
    return 0;
  } catch (error) {
    process.stderr.write(`The bench failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    load.stop();
    for (const contestant of contestants.reverse()) await contestant.stop();
  }
}

/** How long an operation is measured in a round, of which the first, 0, only warms up; undefined for not at all. */
function timeOf(
  operation: OperationName,
  round: number,
  settings: BenchSettings,
): { warmUpSeconds?: number; seconds: number } | undefined {
  if (isLong(operation)) return round === 1 ? longOperations[operation] : undefined;
  return { seconds: round === 0 ? warmUpSeconds : settings.seconds };
}
