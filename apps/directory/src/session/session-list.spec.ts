import { randomUUID } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { AuditService, SessionService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { signIn } from '../testing/sign-in';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';
import { createSessionRepository } from './session-repository';

const [ada, eve]: [string, string] = [randomUUID(), randomUUID()];
const emails: Record<string, string> = { [ada]: 'ada@example.com', [eve]: 'eve@example.com' };
const hour = 60 * 60;

describe('sessions of a user', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof SessionService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', SessionService);
    const passwordHash = await directory.passwords.hash('x');
    const users = createUserRepository(directory.pool);
    await users.upsert({ subject: ada, email: emails[ada] ?? '', name: 'Ada', passwordHash });
    await users.upsert({ subject: eve, email: emails[eve] ?? '', name: 'Eve', passwordHash });
  });

  afterEach(() => directory.close());

  const create = async (subject = ada) => {
    const credentials = { email: emails[subject] ?? '', password: 'x' };
    const created = await signIn(directory, credentials, { region: 'Friesland' });
    return { sessionToken: created.sessionToken, sessionId: created.session?.sessionId ?? '' };
  };
  const list = async (subject = ada) => (await frontend.listSessions({ subject })).sessions;
  const listed = async (subject = ada) => (await list(subject)).map(({ sessionId }) => sessionId);
  const end = async (request: Parameters<typeof frontend.endSessions>[0]) =>
    (await frontend.endSessions({ subject: ada, ...request })).endedSessions;
  const ended = async () => {
    const cli = await directory.as('cli', AuditService);
    const { auditEvents } = await cli.listAuditEvents({ type: 'session.ended', pageSize: 200 });
    return auditEvents.map(({ subject, details }) => ({ subject, sessionId: details.session_id }));
  };

  it('say where and in what the user signed in, and have a name that is no secret', async () => {
    const { sessionToken, sessionId } = await create();
    directory.advance(30);
    const { session } = await frontend.getSession({ sessionToken });
    expect(sessionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(session).toMatchObject({
      sessionId,
      user: { subject: ada },
      remoteAddress: '203.0.113.7',
      userAgent: 'Browser/1',
      region: 'Friesland',
    });
    expect(await list()).toEqual([session]);
    await expect(frontend.getSession({ sessionToken: sessionId })).rejects.toMatchObject({
      status: 'NOT_FOUND',
    });
  });

  it('say when they were used last, to within a minute', async () => {
    const { sessionToken } = await create();
    const created = directory.now();
    const lastUse = async () => {
      const { session } = await frontend.getSession({ sessionToken });
      return session?.lastUseTime && timestampDate(session.lastUseTime);
    };
    directory.advance(59);
    expect(await lastUse()).toEqual(created);
    directory.advance(1);
    expect(await lastUse()).toEqual(directory.now());
    expect((await list())[0]?.lastUseTime).toMatchObject({
      seconds: BigInt(directory.now().getTime() / 1000),
    });
  });

  it("are listed, the one used last first, while they live, and no one else's", async () => {
    const [first, second] = [await create(), await create()];
    await create(eve);
    directory.advance(hour);
    await frontend.getSession({ sessionToken: first.sessionToken });
    expect(await listed()).toEqual([first.sessionId, second.sessionId]);
    directory.advance(hour);
    expect(await listed()).toEqual([first.sessionId]);
    expect(await listed(randomUUID())).toEqual([]);
    expect(await listed("'\u0000")).toEqual([]);
  });

  it('are listed at most as many as asked for', async () => {
    for (let n = 0; n < 3; n += 1) await create();
    const moments = { now: directory.now(), idleSince: new Date(0) };
    expect(await createSessionRepository(directory.pool).listLive(ada, moments, 2)).toHaveLength(2);
  });

  it('end by their names, and stay ended', async () => {
    const [here, there, elsewhere] = [await create(), await create(), await create()];
    expect(await end({ sessionIds: [there.sessionId, elsewhere.sessionId] })).toBe(2);
    expect(await end({ sessionIds: [there.sessionId] })).toBe(0);
    expect(await listed()).toEqual([here.sessionId]);
    await expect(frontend.getSession({ sessionToken: there.sessionToken })).rejects.toMatchObject({
      status: 'NOT_FOUND',
    });
  });

  it('end all but one, or all', async () => {
    const sessions = [await create(), await create(), await create()];
    const here = sessions[1]?.sessionId ?? '';
    expect(await end({ exceptSessionId: here })).toBe(2);
    expect(await listed()).toEqual([here]);
    expect(await end({ sessionIds: [here], exceptSessionId: here })).toBe(0);
    expect(await end({})).toBe(1);
    expect(await listed()).toEqual([]);
  });

  it('of another user do not end, named or not', async () => {
    const [mine, theirs] = [await create(), await create(eve)];
    expect(await end({ sessionIds: [theirs.sessionId] })).toBe(0);
    expect(await end({})).toBe(1);
    expect(await listed(eve)).toEqual([theirs.sessionId]);
    expect(await ended()).toEqual([{ subject: ada, sessionId: mine.sessionId }]);
  });

  it('do not all end because the named ones cannot be any', async () => {
    const { sessionId } = await create();
    for (const wrong of ['', 'x', sessionId.toUpperCase(), `${sessionId}'`, '\u0000', randomUUID()]) {
      expect(await end({ sessionIds: [wrong] })).toBe(0);
    }
    expect(await end({ subject: "'\u0000" })).toBe(0);
    await expect(end({ exceptSessionId: 'x' })).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
    const tooMany = Array.from({ length: 101 }, () => randomUUID());
    await expect(end({ sessionIds: tooMany })).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
    expect(await listed()).toEqual([sessionId]);
  });

  it('that have ended by themselves do not count as ended now', async () => {
    await create();
    directory.advance(2 * hour);
    const { sessionId, sessionToken } = await create();
    expect(await end({})).toBe(1);
    await frontend.deleteSession({ sessionToken });
    expect(await ended()).toEqual([{ subject: ada, sessionId }]);
  });

  it('end once when two ask for it at once, and the audit log has each once', async () => {
    const sessions = await Promise.all(Array.from({ length: 10 }, () => create()));
    const counts = await Promise.all([
      end({}),
      end({ sessionIds: sessions.map(({ sessionId }) => sessionId).reverse() }),
      ...sessions.map(async ({ sessionToken }) => {
        await frontend.deleteSession({ sessionToken });
        return 0;
      }),
    ]);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(10);
    expect((await ended()).map(({ sessionId }) => sessionId).sort()).toEqual(
      sessions.map(({ sessionId }) => sessionId).sort(),
    );
  });
});
