import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '@latchkey/service-kit';
import { readSeedFile } from './seed-file';

const secret = 'S'.repeat(43);
const complete = {
  issuer: 'http://localhost:9000',
  users: {
    'ada@example.com': { password: 'ada-password' },
    'admin@example.com': { password: 'admin-password' },
  },
  clients: { 'demo-service': { client_secret: secret } },
};

describe('readSeedFile', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-seed-'));
    file = join(directory, 'demo-credentials.json');
  });

  afterEach(() => rm(directory, { recursive: true }));

  const failure = async (content: unknown) => {
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    const error = await readSeedFile(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StartupError);
    return error as StartupError;
  };

  it('reads the credentials', async () => {
    await writeFile(file, JSON.stringify(complete));
    const { users, clients } = await readSeedFile(file);
    expect(users).toEqual(complete.users);
    expect(clients).toEqual(complete.clients);
  });

  it('says that the file cannot be read', async () => {
    await expect(readSeedFile(join(directory, 'none.json'))).rejects.toThrow(
      /^LATCHKEY_SEED_FILE \(.*none\.json\) cannot be read/,
    );
  });

  it('names every gap', async () => {
    const { message } = await failure({ users: { 'ada@example.com': {} }, clients: {} });
    expect(message).toContain('users > ada@example.com > password must be a text');
    expect(message).toContain('users > admin@example.com must be present');
    expect(message).toContain('clients > demo-service must be present');
  });

  it.each([
    ['an empty password', { ...complete, users: { ...complete.users, 'ada@example.com': { password: '' } } }],
    ['a short secret', { ...complete, clients: { 'demo-service': { client_secret: 'S'.repeat(42) } } }],
    ['a secret with a space', { ...complete, clients: { 'demo-service': { client_secret: `${secret} ` } } }],
    ['a list', []],
  ])('refuses %s', async (_, content) => {
    expect((await failure(content)).message).toMatch(/is incomplete: .+ must have .+\.|must be present/);
  });

  it('says nothing of the content of a file that is not JSON', async () => {
    const error = await failure(JSON.stringify(complete).replace(`"${secret}"`, secret));
    expect(error.message).toMatch(/is not JSON/);
    expect(error.cause).toBeUndefined();
    expect(error.stack).not.toContain('SSSS');
  });
});
