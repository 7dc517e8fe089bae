import { ensureCertificates, freePort } from '@latchkey/development';
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const workspace = resolve(__dirname, '../../..');

describe('runService', () => {
  let directory: string;
  let environment: NodeJS.ProcessEnv;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-run-service-'));
    await symlink(join(workspace, 'node_modules'), join(directory, 'node_modules'));
    await ensureCertificates({ directory: join(directory, 'certificates'), services: ['fixture'] });
    await build({
      entryPoints: [join(__dirname, 'testing/fixture-service.ts')],
      outfile: join(directory, 'main.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    });
    environment = {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      LATCHKEY_OPS_PORT: String(await freePort()),
      LATCHKEY_TLS_CA_FILE: join(directory, 'certificates/ca.pem'),
      LATCHKEY_TLS_CERT_FILE: join(directory, 'certificates/fixture.pem'),
      LATCHKEY_TLS_KEY_FILE: join(directory, 'certificates/fixture.key'),
    };
  });
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
  afterAll(() => rm(directory, { recursive: true }));

  /** Starts the fixture; the result ends with the process. */
  function run(fixture: string, changes: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [join(directory, 'main.mjs')], {
      env: { ...environment, FIXTURE: fixture, ...changes },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    const [output, complaints] = [child.stdout, child.stderr];
    if (!output || !complaints) throw new Error('the fixture has no output');
    let stdout = '';
    let stderr = '';
    const waiting: (() => void)[] = [];
    output.on('data', (data) => {
      stdout += data;
      waiting.splice(0).forEach((check) => check());
    });
    complaints.on('data', (data) => (stderr += data));
    const lines = () =>
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    return {
      child,
      ended: Promise.all([once(child, 'exit'), once(output, 'end'), once(complaints, 'end')]).then(
        ([[status, signal]]) => ({ status, signal, lines: lines(), stderr }),
      ),
      async logged(message: string) {
        while (!lines().some(({ msg }) => msg === message)) {
          await new Promise<void>((check) => waiting.push(check));
        }
      },
    };
  }

  const count = (lines: { msg: string }[], message: string) =>
    lines.filter(({ msg }) => msg === message).length;

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops cleanly on %s, having closed the service once',
    async (signal) => {
      const { child, ended, logged } = run('ready');
      await logged('started');
      const sent = Date.now();
      child.kill(signal);
      const { status, lines, stderr } = await ended;
      expect(status).toBe(0);
      expect(Date.now() - sent).toBeLessThan(2_000);
      expect(lines.map(({ msg }) => msg)).toEqual([
        'starting',
        'started',
        'stopping',
        'close called',
        'stopped',
      ]);
      expect(stderr).toBe('');
    },
  );

  it('stops cleanly when the parent that holds its channel has gone', async () => {
    const { child, ended, logged } = run('ready');
    await logged('started');
    child.disconnect();
    const { status, lines } = await ended;
    expect(status).toBe(0);
    expect(lines.at(-2)).toMatchObject({ msg: 'close called' });
  });

  it('ends at once with status 1 on a signal while it starts: there is nothing to finish', async () => {
    const { child, ended, logged } = run('starting');
    await logged('starting');
    child.kill('SIGTERM');
    const { status, signal, lines } = await ended;
    expect([status, signal]).toEqual([1, null]);
    expect(count(lines, 'close called')).toBe(0);
  });

  const probe = (path: string) =>
    fetch(`http://127.0.0.1:${environment['LATCHKEY_OPS_PORT']}${path}`).then((answer) => answer.text());

  it('answers probes while it starts: alive, and not ready', async () => {
    const { logged } = run('starting');
    await logged('starting');
    expect(await probe('/livez')).toBe('alive\n');
    expect(await probe('/readyz')).toBe('starting\n');
  });

  it('answers probes: ready once started, and not while it stops, though still alive', async () => {
    const { child, ended, logged } = run('finishing');
    await logged('started');
    expect(await probe('/readyz')).toBe('ready\n');
    child.kill('SIGTERM');
    await logged('close called');
    expect(await probe('/readyz')).toBe('stopping\n');
    expect(await probe('/livez')).toBe('alive\n');
    expect((await ended).status).toBe(0);
  });

  it('ends at once with status 1 on a second signal', async () => {
    const { child, ended, logged } = run('hanging');
    await logged('started');
    child.kill('SIGTERM');
    await logged('close called');
    child.kill('SIGINT');
    const { status, signal, lines } = await ended;
    expect([status, signal]).toEqual([1, null]);
    expect(count(lines, 'close called')).toBe(1);
    expect(count(lines, 'stopped')).toBe(0);
  });

  it.each([
    ['the service cannot start', 'refusing', {}, 'FIXTURE must be set to something else.'],
    [
      'settings are missing or invalid',
      'ready',
      { LATCHKEY_TLS_CA_FILE: '', LATCHKEY_OPS_PORT: 'hunter2' },
      'LATCHKEY_OPS_PORT must be a port, a whole number from 0 to 65535; LATCHKEY_TLS_CA_FILE must be set to the PEM file of the authority.',
    ],
    [
      'a file is missing',
      'ready',
      { LATCHKEY_TLS_KEY_FILE: '/nowhere/fixture.key' },
      'LATCHKEY_TLS_KEY_FILE (/nowhere/fixture.key) cannot be read: check that the file exists and may be read.',
    ],
  ])('says one sentence and no stack when %s, with status 1', async (_, fixture, changes, sentence) => {
    const { status, stderr, lines } = await run(fixture, changes).ended;
    expect(status).toBe(1);
    expect(stderr).toBe(`fixture: ${sentence}\n`);
    expect(lines).toEqual([]);
  });

  it('says which port is in use and how to choose another', async () => {
    const port = Number(environment['LATCHKEY_OPS_PORT']);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { status, stderr } = await run('ready').ended;
    other.close();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `fixture: Port ${port} is in use: stop the process that listens there, or set LATCHKEY_OPS_PORT to a free port.\n`,
    );
  });

  it.each([
    ['a defect in start', 'defective', 'start is not a function'],
    ['an exception that nobody caught', 'throwing', 'defect was thrown'],
    ['a rejection that nobody handled', 'rejecting', 'defect was rejected'],
  ])('logs %s whole and ends with status 1', async (_, fixture, message) => {
    const { status, signal, lines, stderr } = await run(fixture).ended;
    expect([status, signal, stderr]).toEqual([1, null, '']);
    const line = lines.at(-1);
    expect(line).toMatchObject({ level: 'error', msg: 'unexpected defect, ending the process' });
    expect(line.error).toMatchObject({ message, stack: expect.stringContaining('main.mjs') });
    if (fixture !== 'defective') expect(line.error.cause.message).toBe('root cause');
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });
});
