// The door to every command: `node tools/bootstrap.mjs start|test|demo|bench|latchkey`. Plain JavaScript without packages,
// because it installs them when they are missing or not those of the lock file.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Latchkey needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer Node.js.`);
}

const [command, ...args] = process.argv.slice(2);
const commands = {
  start: () => runBuilt('stack', args),
  demo: () => runBuilt('demo', args),
  bench: () => runBuilt('bench', args),
  latchkey: runCommandLine,
  test: () => run(process.execPath, ['tools/run-tests.mjs', ...args]),
};
if (!command || !(command in commands))
  fail(`usage: node tools/bootstrap.mjs ${Object.keys(commands).join('|')}`);

installWhatIsMissing();
await commands[command]();

/** Installs packages unless the last install was of this very lock file. */
function installWhatIsMissing() {
  const stamp = join('node_modules', '.latchkey-installed');
  const lockFile = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === lockFile) return;
  // `npm ci` has been run by somebody else, in CI for example: take its word.
  if (installed === '' && lockFileOf('node_modules/.package-lock.json') === lockFileOf('package-lock.json')) {
    writeFileSync(stamp, lockFile);
    return;
  }
  console.log('Installing packages …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail('npm could not install the packages: see its message above.');
  mkdirSync('node_modules', { recursive: true });
  writeFileSync(stamp, lockFile);
}

/** The packages that a lock file names, with their versions; optional ones of other platforms do not count. */
function lockFileOf(file) {
  if (!existsSync(file)) return undefined;
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  const named = Object.entries(packages).filter(([path, { optional }]) => path !== '' && !optional);
  return named.map(([path, { version }]) => `${path}@${version}`).join('\n');
}

/** Builds everything that changed, then runs a tool from dist/. */
async function runBuilt(tool, toolArgs) {
  build();
  await run(process.execPath, ['--enable-source-maps', `dist/tools/${tool}/main.js`, ...toolArgs]);
}

/** Runs the operators' command line against the stack that `npm start` has running. */
async function runCommandLine() {
  const settings = join(process.env.LATCHKEY_STATE_DIRECTORY ?? '.latchkey', 'cli.env');
  if (!existsSync(settings)) fail(`There is no ${settings}: start Latchkey with npm start first.`);
  build();
  await run(process.execPath, [`--env-file=${settings}`, 'dist/apps/cli/main.js', ...args]);
}

function build() {
  if (!existsSync('dist')) console.log('Building …');
  const nx = join('node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [nx, 'run-many', '-t', 'build', '--outputStyle=static'],
    {
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
    },
  );
  if (status !== 0) fail(`The build failed.\n${stdout}${stderr}`);
}

/** Runs a command in the foreground and ends as it ends. Signals go to it: it stops what it started. */
async function run(file, fileArgs) {
  const child = spawn(file, fileArgs, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // A terminal sends Ctrl-C to the child as well; passing it on as well would count as a second one.
    process.on(signal, () => (signal === 'SIGTERM' ? child.kill(signal) : undefined));
  }
  const status = await new Promise((done) => child.on('exit', (code) => done(code ?? 1)));
  process.exit(status);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
