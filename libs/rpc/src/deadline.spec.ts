import { KeyService } from '@latchkey/contracts';
import { currentRequestContext } from '@latchkey/service-kit';
import { keyService } from './testing/partial-services';
import { aborted, probeService, signalled } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();

/** A method that never answers, and tells when its signal aborts. */
function hanging() {
  const started = signalled();
  const left = signalled<unknown>();
  const service = probeService({
    async echo(_, { signal }) {
      started.resolve();
      await aborted(signal);
      left.resolve(signal.reason);
      throw signal.reason;
    },
  });
  return { service, started: started.promise, left: left.promise };
}

const elapsed = async (call: Promise<unknown>) => {
  const started = Date.now();
  await expect(call).rejects.toMatchObject({ name: 'RpcError', status: 'DEADLINE_EXCEEDED' });
  return Date.now() - started;
};

describe('a call', () => {
  it('always has a deadline: 5 s when nobody says otherwise', async () => {
    const seen = signalled<number>();
    const server = await network.serve([
      probeService({
        async echo() {
          seen.resolve((currentRequestContext()?.deadline?.getTime() ?? Infinity) - Date.now());
          return {};
        },
      }),
    ]);
    await network.dial(ProbeService, 'demo-api', [server]).echo({});
    const left = await seen.promise;
    expect(left).toBeGreaterThan(4_000);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('ends at the deadline of its client, and of the call where that has one', async () => {
    const { service } = hanging();
    const server = await network.serve([service]);
    const probe = network.dial(ProbeService, 'demo-api', [server], { deadlineMilliseconds: 300 });
    const byClient = await elapsed(probe.echo({}));
    expect(byClient).toBeGreaterThanOrEqual(295);
    expect(byClient).toBeLessThan(800);
    expect(await elapsed(probe.echo({}, { deadlineMilliseconds: 50 }))).toBeLessThan(300);
    expect(await elapsed(probe.echo({}, { deadlineMilliseconds: 600 }))).toBeGreaterThanOrEqual(595);
  });

  it('with no time left fails at once and calls nobody', async () => {
    const { service, callers } = keyService();
    const keys = network.dial(KeyService, 'demo-api', [await network.serve([service])]);
    expect(await elapsed(keys.getJwks({}, { deadlineMilliseconds: 0 }))).toBeLessThan(100);
    await keys.getJwks({});
    expect(callers).toHaveLength(1);
  });

  it('whose deadline passes aborts the signal of its handler', async () => {
    const { service, left } = hanging();
    const server = await network.serve([service]);
    await elapsed(network.dial(ProbeService, 'demo-api', [server]).echo({}, { deadlineMilliseconds: 100 }));
    expect(await left).toMatchObject({ name: 'RpcError', status: 'CANCELLED' });
    await until(() => server.lines().some(({ msg }) => msg === 'ended early'));
    expect(server.lines().filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('that its caller cancels aborts the signal of its handler', async () => {
    const { service, started, left } = hanging();
    const controller = new AbortController();
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    const call = probe.echo({}, { signal: controller.signal });
    await started;
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'RpcError', status: 'CANCELLED' });
    await left;
  });

  it('that was cancelled before it began calls nobody', async () => {
    const { service, callers } = keyService();
    const keys = network.dial(KeyService, 'demo-api', [await network.serve([service])]);
    await expect(keys.getJwks({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      status: 'CANCELLED',
    });
    expect(callers).toEqual([]);
  });

  it('that is done does not abort the signal of its handler, which may still have work', async () => {
    const signals: AbortSignal[] = [];
    const { service } = keyService(async ({ signal }) => void signals.push(signal));
    const server = await network.serve([service]);
    await network.dial(KeyService, 'demo-api', [server]).getJwks({});
    await server.close();
    expect(signals.map((signal) => signal.aborted)).toEqual([false]);
  });

  it('counts as CANCELLED in the measure of calls when its caller has left', async () => {
    const { service } = hanging();
    const server = await network.serve([service]);
    await elapsed(network.dial(ProbeService, 'demo-api', [server]).echo({}, { deadlineMilliseconds: 50 }));
    await until(async () => (await server.metrics.metrics()).includes('status="CANCELLED"'));
  });
});

describe('a nested call', () => {
  /** A front whose echo calls on to `back` with the given options. */
  async function chain(back: ReturnType<typeof hanging>, deadlineMilliseconds: number) {
    const backProbe = network.dial(ProbeService, 'token-issuer', [await network.serve([back.service])]);
    const nested = signalled<unknown>();
    const front = await network.serve([
      probeService({
        async echo(request) {
          const call = backProbe.echo(request, { deadlineMilliseconds });
          nested.resolve(call.catch((error: unknown) => error));
          return call;
        },
      }),
    ]);
    return { probe: network.dial(ProbeService, 'demo-api', [front]), nested: nested.promise };
  }

  it('ends at the deadline of the request that it belongs to', async () => {
    const back = hanging();
    const { probe, nested } = await chain(back, 60_000);
    expect(await elapsed(probe.echo({}, { deadlineMilliseconds: 200 }))).toBeLessThan(600);
    expect(await nested).toMatchObject({ name: 'RpcError' });
    await back.left;
  });

  it('is given no more time than the request that it belongs to has left', async () => {
    const seen: (Date | undefined)[] = [];
    const noting = async () => {
      seen.push(currentRequestContext()?.deadline);
      return {};
    };
    const back = await network.serve([probeService({ echo: noting })]);
    const backProbe = network.dial(ProbeService, 'token-issuer', [back], { deadlineMilliseconds: 60_000 });
    const front = await network.serve([
      probeService({
        async echo(request) {
          await noting();
          return backProbe.echo(request);
        },
      }),
    ]);
    await network.dial(ProbeService, 'demo-api', [front]).echo({}, { deadlineMilliseconds: 1_000 });
    const [outer, inner] = seen.map((deadline) => deadline?.getTime() ?? Infinity);
    // A deadline travels as whole milliseconds from now, so either may be off by a few.
    expect(Math.abs((inner ?? 0) - (outer ?? 0))).toBeLessThan(100);
  });

  it('ends at its own deadline when that is sooner', async () => {
    const { probe } = await chain(hanging(), 50);
    expect(await elapsed(probe.echo({}))).toBeLessThan(500);
  });

  it('is cancelled when the caller of the request leaves', async () => {
    const back = hanging();
    const { probe, nested } = await chain(back, 60_000);
    const controller = new AbortController();
    const call = probe.echo({}, { signal: controller.signal });
    await back.started;
    controller.abort();
    await expect(call).rejects.toMatchObject({ status: 'CANCELLED' });
    expect(await nested).toMatchObject({ status: 'CANCELLED' });
    await back.left;
  });
});
