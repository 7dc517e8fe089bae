import { isStatus } from '@latchkey/rpc';
import { createTurns } from './turns';

/** Work that ends when it is told to. */
function pieceOfWork() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end: () => end() };
}

const settle = () => new Promise(setImmediate);

describe('createTurns', () => {
  it('lets one caller of a key work at a time, in the order of the calls', async () => {
    const inTurn = createTurns(10);
    const order: number[] = [];
    let working = 0;
    await Promise.all(
      [1, 2, 3, 4].map((number) =>
        inTurn('key', async () => {
          working += 1;
          expect(working).toBe(1);
          await settle();
          order.push(number);
          working -= 1;
        }),
      ),
    );
    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('does not let one key wait for another', async () => {
    const inTurn = createTurns(10);
    const slow = pieceOfWork();
    const blocked = inTurn('one', slow.run);
    expect(await inTurn('other', async () => 'done')).toBe('done');
    slow.end();
    await blocked;
  });

  it('goes on after work that failed, which only its own caller hears of', async () => {
    const inTurn = createTurns(10);
    const failing = inTurn('key', () => Promise.reject(new Error('failed')));
    const next = inTurn('key', async () => 'done');
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });

  it('turns away who comes when enough wait already, and takes calls again later', async () => {
    const inTurn = createTurns(2);
    const slow = pieceOfWork();
    const working = inTurn('key', slow.run);
    const waiting = inTurn('key', async () => 'waited');
    const refusal = await inTurn('key', async () => 'late').catch((error: unknown) => error);
    expect(isStatus(refusal, 'ABORTED')).toBe(true);
    slow.end();
    await working;
    expect(await waiting).toBe('waited');
    expect(await inTurn('key', async () => 'again')).toBe('again');
  });
});
