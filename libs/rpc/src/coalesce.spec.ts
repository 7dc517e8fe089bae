import { createRequestContext, currentRequestContext, runInRequestContext } from '@latchkey/service-kit';
import { coalesce } from './coalesce';

/** A batch method that doubles numbers, refuses negative ones, and notes its calls. */
function doubling(
  answers = (numbers: readonly number[]) => numbers.map((n) => (n < 0 ? new Error(`no ${n}`) : 2 * n)),
) {
  const calls: { size: number; requestId: string | undefined }[] = [];
  const shared: string[][] = [];
  const double = coalesce<number, number>({
    maximum: 100,
    async send(numbers) {
      calls.push({ size: numbers.length, requestId: currentRequestContext()?.requestId });
      return answers(numbers);
    },
    onShared: (requestIds) => shared.push(requestIds),
  });
  return { double, calls, shared };
}

const inContext = <Result>(requestId: string, work: () => Result) =>
  runInRequestContext(createRequestContext({ requestId }), work);

describe('coalesced requests', () => {
  it('of one turn travel in one call, and each gets its own answer or error', async () => {
    const { double, calls } = doubling();
    const settled = await Promise.allSettled([double(1), double(-1), double(3)]);
    expect(calls).toHaveLength(1);
    expect(settled).toMatchObject([{ value: 2 }, { reason: new Error('no -1') }, { value: 6 }]);
  });

  it('never exceed the maximum in a call', async () => {
    const { double, calls } = doubling();
    await Promise.all(Array.from({ length: 250 }, (_, n) => double(n)));
    expect(calls.map(({ size }) => size)).toEqual([100, 100, 50]);
  });

  it('share a context of their own, which names them all; a lone one keeps its own', async () => {
    const { double, calls, shared } = doubling();
    await inContext('request-alone', () => double(1));
    await Promise.all([inContext('request-one', () => double(1)), inContext('request-two', () => double(2))]);
    expect(calls[0]?.requestId).toBe('request-alone');
    expect(['request-one', 'request-two']).not.toContain(calls[1]?.requestId);
    expect(shared).toEqual([['request-one', 'request-two']]);
  });

  it('are sent again when they are asked again: nothing is remembered', async () => {
    const { double, calls } = doubling();
    await double(1);
    await double(1);
    expect(calls).toHaveLength(2);
  });

  it('all fail when the answers do not match them in number', async () => {
    const { double } = doubling(() => [1]);
    const settled = await Promise.allSettled([double(1), double(2)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(settled[0]).toMatchObject({ reason: { status: 'INTERNAL' } });
  });
});
