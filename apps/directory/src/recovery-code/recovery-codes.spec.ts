import { randomUUID } from 'node:crypto';
import { withTransaction } from '@latchkey/storage';
import { startTestSchema, type TestSchema } from '../testing/test-schema';
import { createUserRepository } from '../user/user-repository';
import { createRecoveryCodes } from './recovery-codes';

const [ada, eve] = [randomUUID(), randomUUID()];

describe('recovery codes', () => {
  let schema: TestSchema;

  beforeEach(async () => {
    schema = await startTestSchema();
    for (const subject of [ada, eve]) {
      const user = { subject, email: `${subject}@example.com`, name: 'X', passwordHash: '$argon2id$' };
      await createUserRepository(schema.pool).upsert(user);
    }
  });

  afterEach(() => schema.close());

  const issueIfFirst = (subject = ada) =>
    withTransaction(schema.pool, (db) => createRecoveryCodes(db).issueIfFirst(subject));
  const replace = () => withTransaction(schema.pool, (db) => createRecoveryCodes(db).replace(ada));
  const use = (typed: string, subject = ada) => createRecoveryCodes(schema.pool).use(subject, typed);
  const left = async (subject = ada) => {
    const { rows } = await schema.pool.query(`SELECT sha256 FROM recovery_codes WHERE subject = $1`, [
      subject,
    ]);
    return rows.length;
  };
  const addTotp = (subject = ada) =>
    schema.pool.query(`INSERT INTO totp VALUES ($1, '\\x00', 0, now())`, [subject]);

  it('are ten, and given out once', async () => {
    const codes = await issueIfFirst();
    expect(new Set(codes).size).toBe(10);
    expect(await issueIfFirst()).toEqual([]);
    expect(await left()).toBe(10);
  });

  it('are given out once, when two factors are added at once', async () => {
    const add = (statement: string) =>
      withTransaction(schema.pool, async (db) => {
        await db.query(statement, [ada]);
        return createRecoveryCodes(db).issueIfFirst(ada);
      });
    const issued = await Promise.all([
      add(`INSERT INTO totp VALUES ($1, '\\x00', 0, now())`),
      add(`INSERT INTO passkeys (subject, credential_id, public_key, sign_count, transports, synced, name, created_at)
           VALUES ($1, decode(repeat('00', 16), 'hex'), '\\x00', 0, '{}', false, 'x', now())`),
    ]);
    expect(issued.map((codes) => codes.length).sort()).toEqual([0, 10]);
    expect(await left()).toBe(10);
  });

  it('work once each, for one of any number of callers', async () => {
    const [code = ''] = await issueIfFirst();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => use(code)));
    expect(outcomes.filter((used) => used)).toHaveLength(1);
    expect(await use(code)).toBe(false);
    expect(await left()).toBe(9);
  });

  it('work for their user alone, and however they are typed', async () => {
    const [code = ''] = await issueIfFirst();
    expect(await use(code, eve)).toBe(false);
    expect(await use(` ${code.toLowerCase().replace(/-/g, '')}`)).toBe(true);
    expect(await use('not a code')).toBe(false);
  });

  it('are stored as hashes alone', async () => {
    const codes = await issueIfFirst();
    const { rows } = await schema.pool.query<{ sha256: Buffer }>(`SELECT sha256 FROM recovery_codes`);
    const stored = rows.map(({ sha256 }) => sha256.toString('latin1')).join();
    for (const code of codes) expect(stored).not.toContain(code.replace(/-/g, ''));
  });

  it('replace those before, of which none works then', async () => {
    const [before = ''] = await issueIfFirst();
    const [now = ''] = await replace();
    expect(await use(before)).toBe(false);
    expect(await use(now)).toBe(true);
  });

  it('are ten also when they are replaced twice at once', async () => {
    await Promise.all([replace(), replace()]);
    expect(await left()).toBe(10);
  });

  it('stay while there is what they stand in for, and go with the last of it', async () => {
    await addTotp();
    await issueIfFirst();
    await addTotp(eve);
    await issueIfFirst(eve);
    const drop = () => withTransaction(schema.pool, (db) => createRecoveryCodes(db).dropIfLast(ada));
    await drop();
    expect(await left()).toBe(10);
    await schema.pool.query(`DELETE FROM totp WHERE subject = $1`, [ada]);
    await drop();
    expect([await left(), await left(eve)]).toEqual([0, 10]);
  });

  it('go when the last two factors are removed at once', async () => {
    await addTotp();
    await schema.pool.query(
      `INSERT INTO passkeys (subject, credential_id, public_key, sign_count, transports, synced, name, created_at)
       VALUES ($1, decode(repeat('00', 16), 'hex'), '\\x00', 0, '{}', false, 'x', now())`,
      [ada],
    );
    await issueIfFirst();
    await Promise.all(
      ['totp', 'passkeys'].map((table) =>
        withTransaction(schema.pool, async (db) => {
          await db.query(`DELETE FROM ${table} WHERE subject = $1`, [ada]);
          await createRecoveryCodes(db).dropIfLast(ada);
        }),
      ),
    );
    expect(await left()).toBe(0);
  });
});
