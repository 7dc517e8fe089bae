import { parseArgs } from 'node:util';
import { operationNames, standardOperations, type OperationName } from './operations/operation';

/** What a run measures, and for how long. */
export interface BenchSettings {
  operations: OperationName[];
  rounds: number;
  /** Of each operation in each round. */
  seconds: number;
  /** Requests under way at once. */
  concurrency: number;
  /** Devices that wait, in `waiting-devices`. */
  devices: number;
  /** Prints JSON instead of a table. */
  json: boolean;
  /** Writes a CPU profile of every service. */
  profile: boolean;
}

const usage = `usage: npm run bench -- [options]

  --only NAME[,NAME]   operations to measure, of ${operationNames.join(', ')}
                       (${standardOperations.join(', ')})
  --rounds N           how often contestants take turns (3)
  --seconds N          length of one measurement (2)
  --concurrency N      requests under way at once (64)
  --devices N          devices that wait, in waiting-devices (10000)
  --json               prints JSON
  --profile            writes CPU profiles of the services to test-results/profiles
`;

/** Reads the command line; ends the process with words about it when it makes no sense. */
export function readSettings(args: string[]): BenchSettings {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        seconds: { type: 'string', default: '2' },
        concurrency: { type: 'string', default: '64' },
        devices: { type: 'string', default: '10000' },
        json: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
      },
    });
    return {
      operations:
        values.only === undefined ? [...standardOperations] : values.only.split(',').map(operationName),
      rounds: wholeNumber('rounds', values.rounds, 20),
      seconds: wholeNumber('seconds', values.seconds, 30),
      concurrency: wholeNumber('concurrency', values.concurrency, 512),
      devices: wholeNumber('devices', values.devices, 50_000),
      json: values.json,
      profile: values.profile,
    };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
}

function operationName(name: string): OperationName {
  const known = operationNames.find((operation) => operation === name);
  if (!known) throw new Error(`there is no operation ${name}`);
  return known;
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${option} must be a whole number from 1 to ${most}`);
}
