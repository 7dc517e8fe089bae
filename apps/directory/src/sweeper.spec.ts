import { randomBytes, randomUUID } from 'node:crypto';
import * as development from '@latchkey/development';
import { createLogger } from '@latchkey/service-kit';
import { withTransaction } from '@latchkey/storage';
import { startTestDirectory, type TestDirectory } from './testing/test-directory';
import { createUserRepository } from './user/user-repository';
import { createSessionRepository, type SessionRepository } from './session/session-repository';
import { startSweeper } from './sweeper';

const subject = randomUUID();
const start = new Date('2030-01-01T00:00:00Z');
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

describe('expired sessions', () => {
  let directory: TestDirectory;
  let sessions: SessionRepository;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    sessions = createSessionRepository(directory.pool);
    const passwordHash = await directory.passwords.hash('x');
    await createUserRepository(directory.pool).upsert({
      subject,
      email: 'ada@example.com',
      name: 'Ada',
      passwordHash,
    });
    for (let minute = 1; minute <= 10; minute += 1) {
      await sessions.create(
        {
          tokenHash: randomBytes(32),
          subject,
          methods: ['pwd'],
          authTime: start,
          beginTime: start,
          expiresAt: minutes(minute),
          remoteAddress: '',
          userAgent: '',
          region: '',
        },
        { now: start, idleSince: start },
      );
    }
  });

  afterEach(() => directory.close());

  const left = async () => {
    const { rows } = await directory.pool.query<{ expires_at: Date }>(
      `SELECT expires_at FROM sessions ORDER BY expires_at`,
    );
    return rows.map(({ expires_at }) => (expires_at.getTime() - start.getTime()) / 60_000);
  };

  it('are dropped, the oldest first and no more than asked for', async () => {
    expect(await sessions.deleteExpired(minutes(6), 4)).toBe(4);
    expect(await left()).toEqual([5, 6, 7, 8, 9, 10]);
    expect(await sessions.deleteExpired(minutes(6), 4)).toBe(2);
    expect(await sessions.deleteExpired(minutes(6), 4)).toBe(0);
    expect(await left()).toEqual([7, 8, 9, 10]);
  });

  it('are passed over while another transaction has them in hand', async () => {
    await withTransaction(directory.pool, async (db) => {
      await db.query(`SELECT token_hash FROM sessions WHERE expires_at <= $1 FOR UPDATE`, [minutes(2)]);
      expect(await sessions.deleteExpired(minutes(4), 10)).toBe(2);
    });
    expect(await left()).toEqual([1, 2, 5, 6, 7, 8, 9, 10]);
  });

  it('are dropped by two replicas at once, each once', async () => {
    const counts = await Promise.all([
      sessions.deleteExpired(minutes(10), 5),
      sessions.deleteExpired(minutes(10), 5),
    ]);
    expect(counts[0] + counts[1]).toBe(10 - (await left()).length);
  });

  it('are swept in batches until none is left', async () => {
    const sweeper = startSweeper({
      name: 'sessions',
      deleteExpired: (now, limit) => sessions.deleteExpired(now, limit),
      clock: () => minutes(9),
      logger: createLogger({ service: 'directory', level: 'error' }),
      batchSize: 2,
    });
    while ((await left()).length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await sweeper.close();
    expect(await left()).toEqual([10]);
  });

  it('are swept again after the database failed', async () => {
    const lines: string[] = [];
    let failures = 1;
    const sweeper = startSweeper({
      name: 'sessions',
      deleteExpired: async (now, limit) => {
        if (failures-- > 0) throw new Error('connection lost');
        return sessions.deleteExpired(now, limit);
      },
      clock: () => minutes(10),
      logger: createLogger({
        service: 'directory',
        level: 'warn',
        destination: { write: (line) => lines.push(line) },
      }),
      intervalSeconds: 0.01,
    });
    while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await sweeper.close();
    expect(lines.join()).toContain('connection lost');
  });
});
