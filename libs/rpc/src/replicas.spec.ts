import { RpcError } from './rpc-error';
import { rpcService } from './rpc-service';
import { ProbeService } from './testing/test-contract';
import { until } from './testing/until';
import { useTestNetwork } from './testing/test-network';

const network = useTestNetwork();

/** A replica that counts its calls. */
function replica() {
  const counted = { calls: 0 };
  const service = rpcService(ProbeService, {
    async echo({ value }) {
      counted.calls++;
      return { value };
    },
    async *count() {},
    undeclared: async () => ({}),
  });
  return Object.assign(counted, { service });
}

/** Calls without a pause until stopped, and keeps what failed. */
function load(call: () => Promise<unknown>) {
  const failures: unknown[] = [];
  let stopped = false;
  const workers = Array.from({ length: 4 }, async () => {
    while (!stopped) await call().catch((error: unknown) => failures.push(error));
  });
  return {
    failures,
    async stop() {
      stopped = true;
      await Promise.all(workers);
    },
  };
}

describe('replicas of a service', () => {
  it('get calls in turn', async () => {
    const [first, second] = [replica(), replica()];
    const servers = [await network.serve([first.service]), await network.serve([second.service])];
    const probe = network.dial(ProbeService, 'demo-api', servers);
    await until(async () => {
      await probe.echo({});
      return first.calls > 0 && second.calls > 0;
    });
    const [before, beforeSecond] = [first.calls, second.calls];
    for (let n = 0; n < 20; n++) await probe.echo({});
    expect([first.calls - before, second.calls - beforeSecond]).toEqual([10, 10]);
  });

  it('may leave and come back under load, and no call fails, idempotent or not', async () => {
    const [staying, leaving] = [replica(), replica()];
    const servers = [await network.serve([staying.service]), await network.serve([leaving.service])] as const;
    const probe = network.dial(ProbeService, 'demo-api', [...servers]);
    const { failures, stop } = load(() => probe.echo({}));
    await until(() => staying.calls > 20 && leaving.calls > 20);

    await servers[1].close();
    const atDeparture = [staying.calls, leaving.calls] as const;
    await until(() => staying.calls > atDeparture[0] + 100);
    expect(leaving.calls).toBe(atDeparture[1]);

    await network.serve([leaving.service], { port: servers[1].port });
    await until(() => leaving.calls > atDeparture[1] + 20);
    await stop();
    expect(failures).toEqual([]);
  });

  it('that crash cost the calls that they were working on, and no later ones', async () => {
    const [staying, crashing] = [replica(), replica()];
    const servers = [
      await network.serve([staying.service]),
      await network.serve([crashing.service]),
    ] as const;
    const probe = network.dial(ProbeService, 'demo-api', [...servers]);
    const { failures, stop } = load(() => probe.echo({}));
    await until(() => staying.calls > 20 && crashing.calls > 20);
    await servers[1].close(0);
    const lost = failures.length;
    const atCrash = staying.calls;
    await until(() => staying.calls > atCrash + 100);
    await stop();
    expect(failures.length).toBeLessThanOrEqual(lost + 4); // one for each worker
    for (const failure of failures) {
      expect(failure).toBeInstanceOf(RpcError);
      expect(failure).toMatchObject({ status: 'UNAVAILABLE' });
    }
  });
});

describe('the only replica of a service', () => {
  it.each([0, 300, 1_500])(
    'may be away for %d ms: calls wait for it and succeed soon after it is back',
    async (awayMilliseconds) => {
      const { service } = replica();
      const server = await network.serve([service]);
      const probe = network.dial(ProbeService, 'demo-api', [server]);
      await probe.echo({ value: 'before' });
      await server.close();

      const waiting = probe.echo({ value: 'while away' });
      await new Promise((resolve) => setTimeout(resolve, awayMilliseconds));
      await network.serve([service], { port: server.port });
      const back = Date.now();
      expect((await waiting).value).toBe('while away');
      expect((await probe.echo({ value: 'after' })).value).toBe('after');
      // The longest pause between two attempts to connect is 1 s, with a fifth more as jitter.
      expect(Date.now() - back).toBeLessThan(2_000);
    },
  );

  it('may start after its callers', async () => {
    const { service } = replica();
    const placeholder = await network.serve([]);
    await placeholder.close();
    const probe = network.dial(ProbeService, 'demo-api', [placeholder]);
    const waiting = probe.echo({ value: 'early' });
    await network.serve([service], { port: placeholder.port });
    expect((await waiting).value).toBe('early');
  });

  it('that stays away costs a call its deadline and no more', async () => {
    const placeholder = await network.serve([]);
    await placeholder.close();
    const probe = network.dial(ProbeService, 'demo-api', [placeholder], { deadlineMilliseconds: 300 });
    const started = Date.now();
    await expect(probe.echo({})).rejects.toMatchObject({ name: 'RpcError', status: 'DEADLINE_EXCEEDED' });
    expect(Date.now() - started).toBeLessThan(1_000);
  });
});
