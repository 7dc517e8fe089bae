import type { MeasuredProcess } from '../measure/processes';
import type { OperationName, Target } from '../operations/operation';

/** Somebody who is measured. */
export interface Contestant {
  target: Target;
  operations: readonly OperationName[];
  /** What counts: every process but the load generator and the database. */
  processes: MeasuredProcess[];
  /** Processes of its database now, whose memory is told apart: they come and go. */
  databaseProcesses(): number[];
  stop(): Promise<void>;
}
