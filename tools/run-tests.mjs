// `npm test`: every check of every project through Nx, which repeats only what changed; then one line
// with the number of tests that passed and failed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const reports = 'test-results';
rmSync(reports, { recursive: true, force: true });

const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
const checks = ['format', 'lint', 'typecheck', 'generated', 'breaking', 'build', 'test', 'e2e'];
const { status } = spawnSync(
  process.execPath,
  [nx, 'run-many', '-t', ...checks, '--outputStyle=static', '--parallel=2'],
  {
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  },
);

const files = existsSync(reports) ? readdirSync(reports).filter((file) => file.endsWith('.json')) : [];
const results = files.map((file) => JSON.parse(readFileSync(join(reports, file), 'utf8')));
const sum = (field) => results.reduce((total, result) => total + result[field], 0);
// A failed check that is no test, lint for example, counts as one failure.
const failed = sum('failed') || (status === 0 ? 0 : 1);

console.log(failed === 0 ? '\nEverything passed.' : '\nSomething failed: see above.');
console.log(
  `${sum('passed')} passed, ${failed} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}`,
);
process.exit(failed === 0 && sum('passed') > 0 ? 0 : 1);
