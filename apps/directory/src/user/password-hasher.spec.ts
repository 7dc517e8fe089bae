import { hash } from '@node-rs/argon2';
import { Registry } from 'prom-client';
import { createPasswordHasher, defaultPasswordCost, type PasswordHasher } from './password-hasher';
import { createWorkQueue } from './work-queue';

const cheap = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

describe('createPasswordHasher', () => {
  let passwords: PasswordHasher;
  let metrics: Registry;

  beforeEach(async () => {
    metrics = new Registry();
    const queue = createWorkQueue({ running: 2, waiting: 2 });
    passwords = await createPasswordHasher({ cost: cheap, queue, metrics });
  });

  it('knows the password that it hashed, and no other', async () => {
    const stored = await passwords.hash('correct horse');
    expect(await passwords.verify(stored, 'correct horse')).toBe(true);
    expect(await passwords.verify(stored, 'correct horsf')).toBe(false);
    expect(await passwords.verify(stored, 'correct horse ')).toBe(false);
  });

  it('never hashes the same password to the same text', async () => {
    expect(await passwords.hash('correct horse')).not.toBe(await passwords.hash('correct horse'));
  });

  it('keeps algorithm and cost in the hash', async () => {
    expect(await passwords.hash('x')).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
  });

  it('works as hard for nobody as for somebody, and says no', async () => {
    const stored = await passwords.hash('x');
    const hashed = async () =>
      /latchkey_directory_password_seconds_count\{operation="verify"\} (\d+)/.exec(
        await metrics.metrics(),
      )?.[1];
    await passwords.verify(stored, 'y');
    expect(await hashed()).toBe('1');
    expect(await passwords.verify(undefined, 'y')).toBe(false);
    expect(await hashed()).toBe('2');
  });

  it('tells hashes of another cost or algorithm from current ones', async () => {
    expect(passwords.isCurrent(await passwords.hash('x'))).toBe(true);
    expect(passwords.isCurrent(await hash('x', { ...cheap, timeCost: 2 }))).toBe(false);
    expect(passwords.isCurrent(await hash('x', { ...cheap, memoryCost: 2_048 }))).toBe(false);
    expect(passwords.isCurrent(await hash('x', { ...cheap, algorithm: 1 }))).toBe(false);
  });

  it('checks a hash of another cost', async () => {
    expect(await passwords.verify(await hash('x', { ...cheap, timeCost: 3 }), 'x')).toBe(true);
  });

  it('asks for at least what OWASP asks for, unless told otherwise', () => {
    expect(defaultPasswordCost.memoryCost).toBeGreaterThanOrEqual(19_456);
    expect(defaultPasswordCost.timeCost).toBeGreaterThanOrEqual(2);
  });
});
