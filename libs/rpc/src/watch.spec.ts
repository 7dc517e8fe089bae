import { RpcError } from './rpc-error';
import { probeService } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';
import { watch, type Watch } from './watch';

const network = useTestNetwork();
const quiet = { info: () => {}, warn: () => {} };
const watches: Watch[] = [];
afterEach(() => watches.splice(0).forEach((each) => each.close()));

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Watches the counting stream of these servers; notes the first byte of each item. */
function watchCount(servers: { port: number }[], silenceMilliseconds = 300) {
  const probe = network.dial(ProbeService, 'demo-api', servers);
  const seen: (number | undefined)[] = [];
  const standing = watch({
    name: 'count',
    open: (options) => probe.count({}, options),
    onMessage: ({ value }) => seen.push(value[0]),
    silenceMilliseconds,
    logger: quiet,
  });
  watches.push(standing);
  return { seen, isCurrent: standing.isCurrent, close: standing.close };
}

/** Counts on and on, one item every few milliseconds, until told to fall silent. */
function ticking(replica: number) {
  const state = { silent: false, opened: 0, aborted: 0 };
  const service = probeService({
    async *count(_, { signal }) {
      state.opened += 1;
      signal.addEventListener('abort', () => (state.aborted += 1));
      while (!signal.aborted) {
        if (!state.silent) yield { value: Uint8Array.of(replica) };
        await wait(20);
      }
    },
  });
  return { state, service };
}

describe('a watch', () => {
  it('is current while messages come', async () => {
    const { service } = ticking(1);
    const counting = watchCount([await network.serve([service])]);
    expect(counting.isCurrent()).toBe(false);
    await until(() => counting.isCurrent());
    expect(counting.seen[0]).toBe(1);
  });

  it('opens the stream anew when it has fallen silent', async () => {
    const { state, service } = ticking(1);
    const counting = watchCount([await network.serve([service])]);
    await until(() => counting.isCurrent());
    state.silent = true;
    await until(() => !counting.isCurrent());
    await until(() => state.opened > 1);
    state.silent = false;
    await until(() => counting.isCurrent());
  });

  it('goes to another replica when one stops', async () => {
    const servers = await Promise.all([1, 2].map((n) => network.serve([ticking(n).service])));
    const counting = watchCount(servers);
    await until(() => counting.isCurrent());
    const first = counting.seen[0] ?? 0;
    await servers[first - 1]?.close(0);
    await until(() => counting.seen.includes(3 - first));
    await until(() => counting.isCurrent());
  });

  it('survives a message that cannot be taken in', async () => {
    const { state, service } = ticking(1);
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    let messages = 0;
    const standing = watch({
      name: 'count',
      open: (options) => probe.count({}, options),
      onMessage: () => {
        messages += 1;
        if (messages === 1) throw new RpcError('INTERNAL', 'nonsense');
      },
      silenceMilliseconds: 300,
      logger: quiet,
    });
    watches.push(standing);
    await until(() => standing.isCurrent());
    expect(state.opened).toBe(2);
  });

  it('ends when it is closed, at the server too', async () => {
    const { state, service } = ticking(1);
    const counting = watchCount([await network.serve([service])]);
    await until(() => counting.isCurrent());
    counting.close();
    expect(counting.isCurrent()).toBe(false);
    await until(() => state.aborted === 1);
    await wait(100);
    expect(state.opened).toBe(1);
  });
});
