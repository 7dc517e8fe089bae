import { randomBytes, randomUUID } from 'node:crypto';
import { AuthenticationService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import { addAuthenticator, type Authenticator } from '../testing/authenticator';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';

const ada = { subject: randomUUID(), email: 'ada@example.com', name: 'Ada Lovelace' };
const password = 'correct horse battery staple';
const newKey = randomBytes(32);

describe('the master key of the directory', () => {
  let directory: TestDirectory;
  let authenticator: Authenticator;
  let steps: number;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    const passwordHash = await directory.passwords.hash(password);
    await createUserRepository(directory.pool).upsert({ ...ada, passwordHash });
    const { sessionToken } = await signIn(directory, { email: ada.email, password });
    authenticator = await addAuthenticator(directory, sessionToken);
    steps = 0;
  });
  afterEach(() => directory.close());

  /** Signs in with the next code, for a code works once; replicas have a clock each. */
  const signInAt = async (replica: TestDirectory) => {
    steps += 1;
    const moment = directory.now().getTime() + steps * 30_000;
    replica.advance((moment - replica.now().getTime()) / 1000);
    const service = await replica.as('authorization-frontend', AuthenticationService);
    const { authentication } = await service.authenticateWithPassword({ email: ada.email, password });
    const authenticationToken = authentication?.authenticationToken ?? '';
    const code = authenticator.code(steps);
    return (await service.authenticateWithTotp({ authenticationToken, code })).authentication?.sufficient;
  };
  const keyIds = async () => {
    const { rows } = await directory.pool.query<{ key_id: string }>(`SELECT key_id FROM totp`);
    return rows.map((row) => row.key_id);
  };

  it('can be changed: secrets are sealed anew at start, and then the former one is of no more use', async () => {
    const before = await keyIds();
    const during = await directory.replica({ current: newKey, previous: directory.masterKey });
    expect(await signInAt(during)).toBe(true);
    expect(await keyIds()).not.toEqual(before);
    const after = await directory.replica({ current: newKey });
    expect(await signInAt(after)).toBe(true);
  });

  it('is given to all replicas first, so that those of before open what is sealed under it', async () => {
    const waiting = await directory.replica({ current: directory.masterKey, previous: newKey });
    const changed = await directory.replica({ current: newKey, previous: directory.masterKey });
    expect(await signInAt(waiting)).toBe(true);
    expect(await signInAt(changed)).toBe(true);
  });

  it('is sealed under by two replicas that start at once', async () => {
    const keys = { current: newKey, previous: directory.masterKey };
    const [one, other] = await Promise.all([directory.replica(keys), directory.replica(keys)]);
    expect(await signInAt(one)).toBe(true);
    expect(await signInAt(other)).toBe(true);
  });

  it('finds what is from before there was a name for keys', async () => {
    const [before] = await keyIds();
    await directory.pool.query(`UPDATE totp SET key_id = ''`);
    await directory.replica();
    expect(await keyIds()).toEqual([before]);
  });

  it.each([
    ['alone', {}],
    ['and the former one', { previous: randomBytes(32) }],
  ])('%s is named when it does not open what is stored, which stays as it is', async (_, more) => {
    await expect(directory.replica({ current: newKey, ...more })).rejects.toMatchObject({
      name: 'StartupError',
      message: expect.stringMatching(/LATCHKEY_MASTER_KEY .* LATCHKEY_PREVIOUS_MASTER_KEY/) as string,
    });
    expect(await signInAt(await directory.replica())).toBe(true);
  });
});
