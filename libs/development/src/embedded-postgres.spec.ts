import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres';
import { isRoot } from './unprivileged-user';

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const processId = async (dataDirectory: string) =>
  Number((await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n')[0]);

describe('startEmbeddedPostgres', () => {
  let directory: string;
  let dataDirectory: string;
  let servers: EmbeddedPostgres[];

  const start = async (options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> => {
    const server = await startEmbeddedPostgres({ dataDirectory, durable: false, ...options });
    servers.push(server);
    return server;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-embedded-'));
    await chmod(directory, 0o711);
    dataDirectory = join(directory, 'postgres');
  });

  beforeEach(() => {
    servers = [];
  });

  afterEach(() => Promise.all(servers.map((server) => server.stop())));

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('keeps data and password over a restart, and knows a first start from a warm one', async () => {
    const first = await start({ durable: true });
    expect(first.fresh).toBe(true);
    await query(first.adminUrl, 'CREATE TABLE kept (answer int); INSERT INTO kept VALUES (42)');
    expect(await query(first.adminUrl, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    await first.stop();

    const second = await start();
    expect(second.fresh).toBe(false);
    expect(new URL(second.adminUrl).password).toBe(new URL(first.adminUrl).password);
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await query(second.adminUrl, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
  });

  it('listens on loopback only, with a password that no other user can read', async () => {
    const { adminUrl } = await start();
    expect(await query(adminUrl, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'")).toEqual([
      { setting: '127.0.0.1' },
    ]);
    expect(
      await query(adminUrl, "SELECT setting FROM pg_settings WHERE name = 'unix_socket_directories'"),
    ).toEqual([{ setting: '' }]);
    expect((await stat(`${dataDirectory}.password`)).mode & 0o777).toBe(0o600);
    expect((await stat(`${dataDirectory}.log`)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${dataDirectory}.log`, 'utf8')).not.toContain(new URL(adminUrl).password);
    const guess = new URL(adminUrl);
    guess.password = 'postgres';
    await expect(query(guess.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('hands the log to the caller who asks for it', async () => {
    const lines: string[] = [];
    await (await start({ log: (line) => lines.push(line) })).stop();
    expect(lines.join('\n')).toContain('database system is shut down');
  });

  it('stops while a client is connected, and stopping twice is harmless', async () => {
    const server = await start();
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    await server.stop();
    expect(errors[0]).toMatchObject({ code: '57P01' });
    await server.stop();
  });

  it('starts again after its server was killed', async () => {
    const killed = await start();
    process.kill(await processId(dataDirectory), 'SIGKILL');
    await killed.stop();
    const { adminUrl } = await start();
    expect(await query(adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('names the live server that uses the data already', async () => {
    await start();
    const owner = await processId(dataDirectory);
    await expect(start()).rejects.toThrow(
      `Another PostgreSQL server, process ${owner}, is using ${dataDirectory}: stop it first`,
    );
  });

  it('says that a port is in use', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    await expect(start({ port })).rejects.toThrow(
      `PostgreSQL cannot listen on port ${port} of 127.0.0.1: it is in use.`,
    );
    squatter.close();
  });

  it('listens on the port that it is given', async () => {
    const { port } = await start();
    await servers[0]?.stop();
    expect((await start({ port })).port).toBe(port);
  });

  it('shows the end of the log when the server cannot start', async () => {
    const settings = join(dataDirectory, 'postgresql.conf');
    const good = await readFile(settings);
    await appendFile(settings, 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow(
      /did not start in .*postgres \(exit status 1\)\.\n[^]*no_such_setting/,
    );
    await writeFile(settings, good);
  });

  it('refuses to open data whose password was lost', async () => {
    const password = await readFile(`${dataDirectory}.password`);
    await rm(`${dataDirectory}.password`);
    await expect(start()).rejects.toThrow(/put .*postgres\.password back/);
    await writeFile(`${dataDirectory}.password`, password);
  });

  it('says so when the password on file is not that of the data', async () => {
    const password = await readFile(`${dataDirectory}.password`);
    await writeFile(`${dataDirectory}.password`, 'another');
    await expect(start()).rejects.toThrow(/password authentication failed/);
    await writeFile(`${dataDirectory}.password`, password);
  });

  it('leaves a directory alone that holds something else', async () => {
    const photographs = join(directory, 'photographs');
    await mkdir(photographs);
    await writeFile(join(photographs, 'cat.jpeg'), 'cat');
    await expect(start({ dataDirectory: photographs })).rejects.toThrow(/holds something else/);
    expect(await readFile(join(photographs, 'cat.jpeg'), 'utf8')).toBe('cat');
  });

  it('makes up for an interrupted first start, and removes everything when asked', async () => {
    const interrupted = join(directory, 'interrupted');
    await mkdir(`${interrupted}.new`);
    await writeFile(join(`${interrupted}.new`, 'PG_VERSION'), '18');
    await writeFile(`${interrupted}.password`, 'of the first attempt');
    const server = await start({ dataDirectory: interrupted });
    expect(server.fresh).toBe(true);
    await server.remove();
    for (const path of ['', '.new', '.password', '.log']) {
      await expect(stat(`${interrupted}${path}`)).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });

  // An ordinary user reaches what it owns, so there is nothing to see of this.
  if (isRoot()) {
    it('keeps the data elsewhere when its user cannot enter the directory, and finds it again', async () => {
      const hidden = join(directory, 'hidden');
      await mkdir(hidden, { mode: 0o700 });
      const first = await start({ dataDirectory: join(hidden, 'postgres') });
      const elsewhere = await readlink(join(hidden, 'postgres'));
      expect(elsewhere).toMatch(/^\/var\/(lib|tmp)\/latchkey-data-/);
      expect((await stat(elsewhere)).uid).not.toBe(0);
      await first.stop();
      const second = await start({ dataDirectory: join(hidden, 'postgres') });
      expect(second.fresh).toBe(false);
      await second.remove();
      await expect(stat(join(elsewhere, '..'))).rejects.toMatchObject({ code: 'ENOENT' });
    });
  }
});
