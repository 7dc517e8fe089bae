import { createBroadcast } from './broadcast';

const heartbeatMilliseconds = 20;

describe('a broadcast', () => {
  it('keeps what comes between subscribing and reading', async () => {
    const broadcast = createBroadcast<number>();
    const { signal } = new AbortController();
    const items = broadcast.subscribe({ signal, heartbeatMilliseconds })[Symbol.asyncIterator]();
    broadcast.publish(1);
    broadcast.publish(2);
    expect((await items.next()).value).toEqual([1, 2]);
    const next = items.next();
    broadcast.publish(3);
    expect((await next).value).toEqual([3]);
  });

  it('gives a sign of life when nothing happens', async () => {
    const { signal } = new AbortController();
    const items = createBroadcast<number>()
      .subscribe({ signal, heartbeatMilliseconds })
      [Symbol.asyncIterator]();
    expect((await items.next()).value).toEqual([]);
    expect((await items.next()).value).toEqual([]);
  });

  it('ends for a reader whose signal aborts, at once', async () => {
    const leaving = new AbortController();
    const items = createBroadcast<number>()
      .subscribe({ signal: leaving.signal, heartbeatMilliseconds: 60_000 })
      [Symbol.asyncIterator]();
    const next = items.next();
    leaving.abort();
    expect((await next).done).toBe(true);
  });

  it('tells a reader that has fallen behind instead of filling memory', async () => {
    const broadcast = createBroadcast<number>(2);
    const { signal } = new AbortController();
    const items = broadcast.subscribe({ signal, heartbeatMilliseconds })[Symbol.asyncIterator]();
    for (const item of [1, 2, 3]) broadcast.publish(item);
    await expect(items.next()).rejects.toMatchObject({ status: 'RESOURCE_EXHAUSTED' });
  });

  it('does not hold up the others when one leaves', async () => {
    const broadcast = createBroadcast<number>();
    const { signal } = new AbortController();
    const leaver = broadcast.subscribe({ signal, heartbeatMilliseconds })[Symbol.asyncIterator]();
    const stayer = broadcast.subscribe({ signal, heartbeatMilliseconds })[Symbol.asyncIterator]();
    await leaver.next();
    await leaver.return?.();
    broadcast.publish(1);
    expect((await stayer.next()).value).toEqual([1]);
  });
});
