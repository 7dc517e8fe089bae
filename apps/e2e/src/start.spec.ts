import { freePort } from '@latchkey/development';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// What `npm start` and `npm run demo` run once everything is built, as somebody at a terminal sees it.
const repository = resolve(__dirname, '../../..');

let stateDirectory: string;
beforeAll(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'latchkey-start-'));
  await chmod(stateDirectory, 0o711); // root's PostgreSQL runs as another user, who has to pass
});
afterAll(() => rm(stateDirectory, { recursive: true, force: true }));

const runs: Run[] = [];
afterEach(async () => {
  // Whatever a failed test left behind.
  for (const { child, ended } of runs.splice(0)) {
    if (child.exitCode === null) child.kill('SIGINT');
    await ended;
  }
});

interface Run {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
  ended: Promise<number | null>;
}

function run(tool: 'stack' | 'demo', environment: Record<string, string>): Run {
  const child = spawn(process.execPath, [`dist/tools/${tool}/main.js`], {
    cwd: repository,
    env: { ...process.env, LATCHKEY_STATE_DIRECTORY: stateDirectory, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const started = { child, output: () => output, errors: () => errors, ended };
  runs.push(started);
  return started;
}

/** Starts everything, and waits for the last line of what is printed. */
async function start(port: number): Promise<Run> {
  const started = run('stack', { LATCHKEY_PORT: String(port) });
  for (let waited = 0; !/Ready after/.test(started.output()); waited += 50) {
    if (waited > 50_000 || started.child.exitCode !== null)
      throw new Error(started.output() + started.errors());
    await new Promise((done) => setTimeout(done, 50));
  }
  return started;
}

async function stop({ child, ended }: Run): Promise<number | null> {
  child.kill('SIGINT');
  return ended;
}

describe('npm start', () => {
  it('starts, shows what to try, loses nothing when it is stopped and started again, and is then ready within 10 s', async () => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const first = await start(port);
    const credentialsFile = join(stateDirectory, 'demo-credentials.json');
    const credentials = JSON.parse(await readFile(credentialsFile, 'utf8'));
    expect(credentials).toEqual({
      issuer: url,
      users: {
        'ada@example.com': { password: expect.any(String) },
        'admin@example.com': { password: expect.any(String) },
      },
      clients: { 'demo-service': { client_secret: expect.any(String) } },
    });
    expect((await stat(credentialsFile)).mode & 0o077).toBe(0);
    for (const shown of [
      url,
      credentials.users['ada@example.com'].password,
      'demo-web',
      'demo-tv',
      '/device-authorization/',
      `${url}/outbox`,
    ]) {
      expect(first.output()).toContain(shown);
    }
    const [, curl = ''] = /curl -u (\S+) -d grant_type=client_credentials/.exec(first.output()) ?? [];
    expect(curl).toBe(`demo-service:${credentials.clients['demo-service'].client_secret}`);

    const demo = run('demo', {});
    expect([await demo.ended, demo.errors()]).toEqual([0, '']);
    expect(demo.output()).toContain('All three grants work.');
    expect(demo.output()).toMatch(/[▀▄█]/);

    const post = async (path: string, form: Record<string, string>) =>
      (await (await fetch(url + path, { method: 'POST', body: new URLSearchParams(form) })).json()) as Record<
        string,
        string
      >;
    const { device_code } = await post('/device-authorization/', { client_id: 'demo-tv' });
    const keys = await (await fetch(`${url}/jwks/`)).json();
    expect(await stop(first)).toBe(0);

    const began = performance.now();
    const second = await start(port);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await (await fetch(`${url}/jwks/`)).json()).toEqual(keys);
    expect(JSON.parse(await readFile(credentialsFile, 'utf8'))).toEqual(credentials);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    expect(
      await post('/token/', { client_id: 'demo-tv', device_code: device_code ?? '', grant_type }),
    ).toMatchObject({ error: 'authorization_pending' });
    expect(await stop(second)).toBe(0);
  }, 120_000);

  it('says in one sentence that the port is in use, and which setting to change', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const failed = run('stack', { LATCHKEY_PORT: String(port) });
    expect(await failed.ended).toBe(1);
    expect(failed.errors()).toBe(
      `Port ${port} is in use: stop the process that listens there, or set LATCHKEY_PORT to a free port.\n`,
    );
    other.close();
  });

  it.each([
    [{ LATCHKEY_PORT: 'many' }, /^LATCHKEY_PORT must be a port, a whole number from 0 to 65535\.\n$/],
    [{ LATCHKEY_PUBLIC_URL: 'http://example.com' }, /^LATCHKEY_PUBLIC_URL must be .*https.*\.\n$/],
    [{ LATCHKEY_DATABASE_URL: 'mysql://x' }, /^LATCHKEY_DATABASE_URL must look like postgres:.*\.\n$/],
    [
      { LATCHKEY_DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x' },
      /^The database in LATCHKEY_DATABASE_URL cannot be reached \(.*\): start it or correct the setting.*\.\n$/,
    ],
    [{ LATCHKEY_LOG_LEVEL: 'loud' }, /^\S+: LATCHKEY_LOG_LEVEL must be debug, info, warn or error\.\n$/],
    [{ LATCHKEY_REDIS_URL: 'redis://127.0.0.1:1' }, /^\S+: .*LATCHKEY_REDIS_URL.*\.\n$/],
  ])('says in one sentence what is wrong with %j', async (environment, sentence) => {
    const failed = run('stack', {
      LATCHKEY_PORT: String(await freePort()),
      ...(environment as Record<string, string>),
    });
    expect(await failed.ended).toBe(1);
    expect(failed.errors()).toMatch(sentence);
    expect(failed.errors()).not.toContain('secret');
  });
});

describe('npm run demo', () => {
  it('says to start the server first', async () => {
    const nowhere = join(stateDirectory, 'nothing-here');
    const failed = run('demo', { LATCHKEY_STATE_DIRECTORY: nowhere });
    expect(await failed.ended).toBe(1);
    expect(failed.errors()).toMatch(/npm start/);
  });
});
