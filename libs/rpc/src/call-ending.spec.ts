import { CallEnding } from './call-ending';
import { RpcError } from './rpc-error';

const reason = new RpcError('CANCELLED', 'the caller stopped waiting');

describe('the ending of a call', () => {
  it('aborts the signal with its reason, whether it was asked for before or after', () => {
    const early = new CallEnding();
    const { signal } = early;
    expect(signal.aborted).toBe(false);
    early.end(reason);
    expect(signal.reason).toBe(reason);

    const late = new CallEnding();
    late.end(reason);
    expect(late.signal.reason).toBe(reason);
  });

  it('is one signal for all who ask', () => {
    const ending = new CallEnding();
    expect(ending.signal).toBe(ending.signal);
  });

  it('is told once, and the first reason stays', () => {
    const ending = new CallEnding();
    const told: RpcError[] = [];
    ending.onEnd = (why) => told.push(why);
    ending.end(reason);
    ending.end(new RpcError('UNAVAILABLE', 'the server is stopping'));
    expect(told).toEqual([reason]);
    expect(ending.reason).toBe(reason);
  });

  it('cancels the calls made for it that are not over, and one that begins later', () => {
    const ending = new CallEnding();
    const cancelled: string[] = [];
    const call = (name: string) => ({ cancel: () => void cancelled.push(name) });
    const over = call('over');
    ending.add(over);
    ending.add(call('under way'));
    ending.delete(over);
    ending.end(reason);
    ending.add(call('late'));
    expect(cancelled).toEqual(['under way', 'late']);
  });
});
