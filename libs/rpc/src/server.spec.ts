import { KeyService } from '@latchkey/contracts';
import { keyService } from './testing/partial-services';
import { probeService, signalled } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();

describe('a server that closes', () => {
  it('finishes the call under way, while new calls go to another replica', async () => {
    const finish = signalled();
    const draining = keyService(() => finish.promise);
    const other = keyService();
    const server = await network.serve([draining.service]);
    const servers = [server, await network.serve([other.service])];
    const keys = network.dial(KeyService, 'demo-api', servers);
    const calls: Promise<unknown>[] = [];
    await until(() => {
      if (draining.callers.length === 0) calls.push(keys.getJwks({}));
      return draining.callers.length > 0 && draining.callers.length + other.callers.length === calls.length;
    });
    const underWay = draining.callers.length;

    let closed = false;
    const closing = server.close().then(() => (closed = true));
    for (let n = 0; n < 10; n++) await keys.getJwks({});
    expect(draining.callers).toHaveLength(underWay);
    expect(closed).toBe(false);

    finish.resolve();
    await Promise.all(calls);
    await closing;
  });

  it('closes soon when nothing is under way, though callers keep their connections', async () => {
    const server = await network.serve([keyService().service]);
    await network.dial(KeyService, 'demo-api', [server]).getJwks({});
    await network.dial(KeyService, 'resource-gateway', [server]).getJwks({});
    const started = Date.now();
    await server.close();
    expect(Date.now() - started).toBeLessThan(500);
  });

  it('cuts off what hangs when its time is up, with UNAVAILABLE and a line in the log', async () => {
    const hanging = probeService({ echo: () => new Promise(() => {}) });
    const server = await network.serve([hanging]);
    const call = network.dial(ProbeService, 'demo-api', [server]).echo({});
    const outcome = expect(call).rejects.toMatchObject({
      status: 'UNAVAILABLE',
      message: 'Echo: the server is stopping',
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = Date.now();
    await server.close(300);
    expect(Date.now() - started).toBeGreaterThanOrEqual(295);
    expect(Date.now() - started).toBeLessThan(1_000);
    await outcome;
    expect(server.lines()).toContainEqual(expect.objectContaining({ level: 'warn', status: 'UNAVAILABLE' }));
  });

  it('frees its port', async () => {
    const { port, close } = await network.serve([]);
    await close();
    expect((await network.serve([], { port })).port).toBe(port);
  });
});

describe('a message that is too large', () => {
  const large = 'x'.repeat(5 * 1024 * 1024);

  it('is refused as a request, and does no harm to other calls on the connection', async () => {
    const lengths: number[] = [];
    const server = await network.serve([
      probeService({
        async echo({ value }) {
          lengths.push(value.length);
          return {};
        },
      }),
    ]);
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    await probe.echo({ value: 'x' });
    const [refused, beside] = await Promise.allSettled([
      probe.echo({ value: large }),
      probe.echo({ value: 'beside' }),
    ]);
    expect(refused).toMatchObject({ reason: { name: 'RpcError', status: 'RESOURCE_EXHAUSTED' } });
    expect(beside).toMatchObject({ status: 'fulfilled' });
    await probe.echo({ value: 'after' });
    expect(lengths.sort((a, b) => a - b)).toEqual([1, 5, 6]);
  });

  it('is refused as an answer, and does no harm to the caller', async () => {
    const server = await network.serve([
      probeService({ echo: async ({ value }) => ({ value: value === 'large' ? large : value }) }),
    ]);
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    await expect(probe.echo({ value: 'large' })).rejects.toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
    expect((await probe.echo({ value: 'small' })).value).toBe('small');
  });
});
