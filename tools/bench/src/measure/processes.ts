import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** A process that belongs to a contestant. */
export interface MeasuredProcess {
  name: string;
  pid: number;
}

/** Processor time used since the start, in microseconds, of each process. */
export type CpuTimes = Map<number, number>;

// The unit of /proc/PID/stat on Linux, whatever the kernel's own timer is.
const ticksPerSecond = 100;

/** Reads what processes have used until now. Linux alone has it in this form. */
export function cpuTimes(processes: readonly MeasuredProcess[]): CpuTimes {
  return new Map(
    processes.map(({ pid }) => {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The name in brackets may hold anything: what follows is counted from its end.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = Number(fields[11]) + Number(fields[12]);
      return [pid, (ticks * 1_000_000) / ticksPerSecond];
    }),
  );
}

/** Memory of a process in MB: all that is resident, and its share of what others use as well. */
export function memoryOf(pid: number): { resident: number; proportional: number } {
  const kilobytes = (file: string, label: string) => {
    const found = new RegExp(`^${label}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'latin1'));
    return Number(found?.[1] ?? 0) / 1024;
  };
  return {
    resident: kilobytes(`/proc/${pid}/status`, 'VmRSS'),
    proportional: kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'),
  };
}

/** Whether a process is still there. */
export function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/status`);
}

/** A process and all that it started. */
export function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent }];
      } catch {
        return []; // It has ended since the list was read.
      }
    });
  const family = [pid];
  for (const member of family) {
    family.push(...parents.filter(({ parent }) => parent === member).map((child) => child.pid));
  }
  return family;
}
