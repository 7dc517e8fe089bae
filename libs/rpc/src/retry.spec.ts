import { KeyService, SessionService } from '@latchkey/contracts';
import { isIdempotent } from './method';
import { RpcError } from './rpc-error';
import { keyService, sessionService } from './testing/partial-services';
import { useServerProcesses } from './testing/server-process';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();
const startProcess = useServerProcesses();

/** Sessions that count; `work` is what a method does before it answers. */
function countingSessions(work: (call: number) => Promise<void> = async () => {}) {
  const calls = { createSession: 0, getSession: 0, deleteSession: 0 };
  const method = (name: keyof typeof calls) => async () => {
    await work(++calls[name]);
    return {};
  };
  const service = sessionService({
    createSession: method('createSession'),
    getSession: method('getSession'),
    deleteSession: method('deleteSession'),
  });
  return { calls, service };
}

/** Makes calls until at least one has reached the doomed replica, and all have reached one or the other. */
async function spread<Answer>(
  call: () => Promise<Answer>,
  doomedCalls: () => number,
  otherCalls: () => number,
) {
  const pending: Promise<Answer>[] = [];
  await until(() => {
    if (doomedCalls() === 0) pending.push(call());
    return doomedCalls() > 0 && doomedCalls() + otherCalls() === pending.length;
  });
  return pending;
}

const never = () => new Promise<never>(() => {});

describe('a method is sent again', () => {
  it('only when its contract declares it idempotent', () => {
    expect(isIdempotent(SessionService.method.getSession)).toBe(true);
    expect(isIdempotent(SessionService.method.deleteSession)).toBe(true);
    expect(isIdempotent(SessionService.method.createSession)).toBe(false);
  });

  it.each(['getSession', 'deleteSession'] as const)(
    'to another replica when the process that worked on it is killed: %s',
    async (name) => {
      const method = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const tls = network.certificates.of('token-issuer');
      const replica = countingSessions();
      const doomed = await startProcess(tls, 'hangs');
      const sessions = network.dial(SessionService, 'authorization-frontend', [
        doomed,
        await network.serve([replica.service]),
      ]);
      const pending = await spread(
        async (): Promise<unknown> => sessions[name]({}),
        () => doomed.calls(method),
        () => replica.calls[name],
      );
      doomed.kill();
      await Promise.all(pending);
      expect(replica.calls[name]).toBe(pending.length);
    },
  );

  it('to another replica when the server that worked on it cuts it off', async () => {
    const replica = countingSessions();
    const doomed = countingSessions(never);
    const server = await network.serve([doomed.service]);
    const servers = [server, await network.serve([replica.service])];
    const sessions = network.dial(SessionService, 'authorization-frontend', servers);
    const pending = await spread(
      () => sessions.getSession({}),
      () => doomed.calls.getSession,
      () => replica.calls.getSession,
    );
    await server.close(0);
    await Promise.all(pending);
    expect(replica.calls.getSession).toBe(pending.length);
  });

  it('when it fails with UNAVAILABLE, four times in all', async () => {
    const { calls, service } = countingSessions(() => Promise.reject(new RpcError('UNAVAILABLE', 'not now')));
    const sessions = network.dial(SessionService, 'authorization-frontend', [await network.serve([service])]);
    await expect(sessions.getSession({})).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    expect(calls.getSession).toBe(4);
  });

  it('when a store is away, four times in all, and not at all when it is not idempotent', async () => {
    const { calls, service } = countingSessions(() => Promise.reject(new Error('away')));
    const server = await network.serve([service], { isOutage: () => true });
    const sessions = network.dial(SessionService, 'authorization-frontend', [server]);
    await expect(sessions.getSession({})).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    await expect(sessions.createSession({})).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    expect(calls).toEqual({ getSession: 4, createSession: 1, deleteSession: 0 });
  });

  it('when its store comes back in between: its caller notices nothing', async () => {
    const { calls, service } = countingSessions(async (call) => {
      if (call === 1) throw new Error('away');
    });
    const server = await network.serve([service], { isOutage: () => true });
    await network.dial(SessionService, 'authorization-frontend', [server]).getSession({});
    expect(calls.getSession).toBe(2);
  });

  it('with the rest of its deadline, not with a new one', async () => {
    const { calls, service } = countingSessions((call) =>
      call === 1 ? Promise.reject(new RpcError('UNAVAILABLE', 'not now')) : never(),
    );
    const server = await network.serve([service]);
    const sessions = network.dial(SessionService, 'authorization-frontend', [server]);
    const started = Date.now();
    await expect(sessions.getSession({}, { deadlineMilliseconds: 300 })).rejects.toMatchObject({
      status: 'DEADLINE_EXCEEDED',
    });
    expect(Date.now() - started).toBeLessThan(450);
    expect(calls.getSession).toBe(2);
  });
});

describe('a method is not sent again', () => {
  it('when it is not idempotent and the process that worked on it is killed', async () => {
    const replica = countingSessions();
    const doomed = await startProcess(network.certificates.of('token-issuer'), 'hangs');
    const sessions = network.dial(SessionService, 'authorization-frontend', [
      doomed,
      await network.serve([replica.service]),
    ]);
    const pending = await spread(
      () =>
        sessions.createSession({}).then(
          () => 'answered',
          (error: unknown) => error,
        ),
      () => doomed.calls('CreateSession'),
      () => replica.calls.createSession,
    );
    const lost = doomed.calls('CreateSession');
    doomed.kill();
    const outcomes = await Promise.all(pending);
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(pending.length - lost);
    for (const error of outcomes.filter((outcome) => outcome !== 'answered')) {
      expect(error).toMatchObject({ name: 'RpcError', status: 'UNAVAILABLE' });
    }
    expect(replica.calls.createSession).toBe(pending.length - lost);
  });

  it('when it is not idempotent and fails with UNAVAILABLE', async () => {
    const { calls, service } = countingSessions(() => Promise.reject(new RpcError('UNAVAILABLE', 'not now')));
    const sessions = network.dial(SessionService, 'authorization-frontend', [await network.serve([service])]);
    await expect(sessions.createSession({})).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    expect(calls.createSession).toBe(1);
  });

  it.each(['INTERNAL', 'NOT_FOUND', 'ABORTED', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED'] as const)(
    'when it is idempotent and fails with %s',
    async (status) => {
      const { service, callers } = keyService(() => Promise.reject(new RpcError(status, 'why')));
      const keys = network.dial(KeyService, 'demo-api', [await network.serve([service])]);
      await expect(keys.getJwks({})).rejects.toMatchObject({ status });
      expect(callers).toHaveLength(1);
    },
  );
});
