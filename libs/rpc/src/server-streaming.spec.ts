import { RpcError } from './rpc-error';
import { aborted, probeService, signalled } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();

/** A stream of items of 10,000 bytes that notes how far it got and how it ended. */
function counter(limit = 5_000) {
  const seen = { produced: 0, ended: false, aborted: false };
  const service = probeService({
    async *count(_, { signal }) {
      signal.addEventListener('abort', () => (seen.aborted = true));
      try {
        while (seen.produced < limit) {
          seen.produced++;
          yield { value: new Uint8Array(10_000).fill(seen.produced % 256) };
        }
      } finally {
        seen.ended = true;
      }
    },
  });
  return { seen, service };
}

describe('a stream', () => {
  it('brings every item in order, and then ends', async () => {
    const { service } = counter(300);
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    const first: (number | undefined)[] = [];
    for await (const { value } of probe.count({})) first.push(value[0]);
    expect(first).toEqual(Array.from({ length: 300 }, (_, n) => (n + 1) % 256));
  });

  it('without items ends', async () => {
    const server = await network.serve([probeService({})]);
    for await (const _ of network.dial(ProbeService, 'demo-api', [server]).count({}))
      throw new Error('an item');
  });

  it('makes no call before it is read', async () => {
    const { seen, service } = counter(1);
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    probe.count({});
    await probe.echo({});
    expect(seen.produced).toBe(0);
  });

  it('waits for a slow reader instead of filling the memory of the server', async () => {
    const { seen, service } = counter(2_000);
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    const items = probe.count({})[Symbol.asyncIterator]();
    await items.next();
    let before = -1;
    await until(async () => {
      const standing = before === seen.produced;
      before = seen.produced;
      await new Promise((resolve) => setTimeout(resolve, 100));
      return standing;
    });
    expect(seen.produced).toBeLessThan(200);
    for (let n = 0; n < 300; n++) await items.next();
    expect(seen.produced).toBeGreaterThan(300);
    await items.return?.();
    await until(() => seen.ended);
  });

  it.each([
    [
      'leaves its loop',
      async (count: ReturnType<typeof dialCounter>) => {
        for await (const _ of count()) break;
      },
    ],
    [
      'throws in its loop',
      async (count: ReturnType<typeof dialCounter>) => {
        const reading = async () => {
          for await (const _ of count()) throw new Error('reader failed');
        };
        await expect(reading()).rejects.toThrow('reader failed');
      },
    ],
    [
      'aborts its signal',
      async (count: ReturnType<typeof dialCounter>) => {
        const controller = new AbortController();
        const reading = async () => {
          for await (const _ of count(controller.signal)) controller.abort();
        };
        await expect(reading()).rejects.toMatchObject({ status: 'CANCELLED' });
      },
    ],
  ])('ends in the server when its reader %s', async (_, leave) => {
    const { seen, service } = counter();
    await leave(dialCounter(await network.serve([service])));
    await until(() => seen.ended);
    expect(seen.aborted).toBe(true);
  });

  const dialCounter = (server: { port: number }) => {
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    return (signal?: AbortSignal) => probe.count({}, signal && { signal });
  };

  it('ends in the server when its reader leaves while nothing is sent', async () => {
    const left = signalled();
    const server = await network.serve([
      probeService({
        async *count(_, { signal }) {
          yield {};
          await aborted(signal);
          left.resolve();
        },
      }),
    ]);
    for await (const _ of network.dial(ProbeService, 'demo-api', [server]).count({})) break;
    await left.promise;
    expect(server.lines().filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('that fails after some items brings those, and then the error', async () => {
    const server = await network.serve([
      probeService({
        async *count() {
          yield { value: new Uint8Array([1]) };
          yield { value: new Uint8Array([2]) };
          throw new RpcError('ABORTED', 'enough');
        },
      }),
    ]);
    const items: (number | undefined)[] = [];
    const reading = async () => {
      for await (const { value } of network.dial(ProbeService, 'demo-api', [server]).count({}))
        items.push(value[0]);
    };
    await expect(reading()).rejects.toMatchObject({ status: 'ABORTED', message: 'Count: enough' });
    expect(items).toEqual([1, 2]);
  });

  it('ends at its own deadline, and has none otherwise', async () => {
    const server = await network.serve([
      probeService({
        async *count(_, { signal }) {
          await aborted(signal);
        },
      }),
    ]);
    const probe = network.dial(ProbeService, 'demo-api', [server], { deadlineMilliseconds: 50 });
    const withDeadline = probe.count({}, { deadlineMilliseconds: 200 })[Symbol.asyncIterator]();
    const without = probe.count({})[Symbol.asyncIterator]();
    const outcomes: unknown[] = [];
    const ending = without.next().catch((error: unknown) => outcomes.push(error));
    await expect(withDeadline.next()).rejects.toMatchObject({ status: 'DEADLINE_EXCEEDED' });
    expect(outcomes).toEqual([]);
    await server.close();
    await ending;
    expect(outcomes).toEqual([expect.objectContaining({ status: 'UNAVAILABLE' })]);
  });
});

describe('a stream of a server that drains', () => {
  it.each([
    [
      'heeds its signal',
      probeService({
        async *count(_, { signal }) {
          yield {};
          await aborted(signal);
        },
      }),
    ],
    [
      'does not heed its signal',
      probeService({
        async *count() {
          yield {};
          await new Promise(() => {});
        },
      }),
    ],
    ['waits for a reader that does not read', counter().service],
  ])(
    'ends with UNAVAILABLE, so that its reader looks for another replica, though its handler %s',
    async (_, service) => {
      const server = await network.serve([service]);
      const items = network.dial(ProbeService, 'demo-api', [server]).count({})[Symbol.asyncIterator]();
      await items.next();
      const closed = server.close();
      const rest = async () => {
        while (!(await items.next()).done);
      };
      await expect(rest()).rejects.toMatchObject({
        status: 'UNAVAILABLE',
        message: 'Count: the server is stopping',
      });
      await closed;
    },
  );
});
