import { availableParallelism, cpus, totalmem } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Contestant } from './contestants/contestant';
import { startLatchkey } from './contestants/latchkey';
import { startLimit } from './contestants/limit';
import { startPeer } from './contestants/peer';
import { startLoadProcess } from './load/load-process';
import { measure, summarize, warmUp, type Measurement } from './measure/measurement';
import { isRunning, memoryOf } from './measure/processes';
import { isLong, longOperations } from './operations/operation';
import { printReport, type BenchReport } from './report';
import type { BenchSettings } from './settings';

const resultFile = 'test-results/bench.json';
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
      ...databaseProcesses()
        .filter(isRunning)
        .map((pid) => ({ name: 'postgresql', ...memoryOf(pid) })),
    ]);

    const measurements: Measurement[] = [];
    for (let round = 0; round <= settings.rounds; round++) {
      tell(round === 0 ? 'Warming up …' : `Round ${round} of ${settings.rounds} …`);
      for (const operation of settings.operations) {
        for (const contestant of contestants) {
          if (!contestant.operations.includes(operation)) continue;
          const { concurrency, devices, seconds } = settings;
          const size = { concurrency, devices };
          if (isLong(operation)) {
            if (round !== 1) continue;
            const time = longOperations[operation];
            measurements.push(await measure(load, contestant, operation, { ...size, ...time }));
          } else if (round === 0) await warmUp(load, contestant, operation, size);
          else measurements.push(await measure(load, contestant, operation, { ...size, seconds }));
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
