import { runLimitServer } from './contestants/limit-server';
import { runPeerServer } from './contestants/peer-server';
import { runLoadGenerator } from './load/load-generator';
import { runBench } from './run-bench';
import { readSettings } from './settings';

// One program in four roles, each a process of its own: what is measured, what it is measured against, and who
// makes the load, which must not count.
const roles: Record<string, () => Promise<void>> = {
  peer: runPeerServer,
  limit: runLimitServer,
  load: runLoadGenerator,
};

const role = roles[process.argv[2] ?? ''];
if (role) await role();
else process.exitCode = await runBench(readSettings(process.argv.slice(2)));
