import { createRevocationMemory } from './revocation-memory';
import type { Revocation } from './revocation';

const start = new Date('2030-01-01T00:00:00Z').getTime();

function remembering() {
  let now = start;
  let position = 0n;
  const memory = createRevocationMemory(() => new Date(now));
  return {
    memory,
    pass: (seconds: number) => (now += seconds * 1000),
    add(value: string, lastsSeconds: number, kind: Revocation['kind'] = 'token') {
      position += 1n;
      const revokedAt = new Date(now);
      memory.add({ kind, value, revokedAt, expiresAt: new Date(now + lastsSeconds * 1000), position });
      return position;
    },
  };
}

describe('the memory of revocations', () => {
  it('holds what came after a position, in order', () => {
    const { memory, add } = remembering();
    const first = add('a', 60);
    add('b', 60);
    const last = add('c', 60);
    expect(memory.after(0n).map(({ value }) => value)).toEqual(['a', 'b', 'c']);
    expect(memory.after(first).map(({ value }) => value)).toEqual(['b', 'c']);
    expect(memory.after(last)).toEqual([]);
    expect(memory.position()).toBe(last);
  });

  it('puts what is revoked anew at the end, once', () => {
    const { memory, add, pass } = remembering();
    add('web', 60, 'client');
    add('b', 60);
    pass(1);
    add('web', 60, 'client');
    expect(memory.after(0n).map(({ value }) => value)).toEqual(['b', 'web']);
    expect(memory.find('client', 'web')).toEqual(new Date(start + 1000));
    expect(memory.find('subject', 'web')).toBeUndefined();
  });

  it('keeps no more than what has not ended, however much passes through it', () => {
    const { memory, add, pass } = remembering();
    for (let second = 0; second < 2_000; second++) {
      for (let each = 0; each < 10; each++) add(`${second}.${each}`, 60);
      pass(1);
    }
    // Those of a minute, and of the span in which they are dropped together.
    expect(memory.size()).toBeLessThanOrEqual(10 * (60 + 11));
    expect(memory.find('token', '1999.0')).toBeDefined();
    expect(memory.find('token', '1900.0')).toBeUndefined();
  });

  it('keeps a revocation that was prolonged until its new end', () => {
    const { memory, add, pass } = remembering();
    add('web', 10, 'client');
    pass(5);
    add('web', 100, 'client');
    pass(60);
    add('other', 10);
    expect(memory.find('client', 'web')).toBeDefined();
    pass(60);
    add('another', 10);
    expect(memory.find('client', 'web')).toBeUndefined();
  });

  it('passes over what has ended already, and still knows where it stands', () => {
    const { memory, add } = remembering();
    const position = add('ended', 0);
    expect(memory.size()).toBe(0);
    expect(memory.position()).toBe(position);
  });

  it('does not hand on what has ended since', () => {
    const { memory, add, pass } = remembering();
    add('short', 10);
    add('long', 60);
    pass(11);
    expect(memory.after(0n).map(({ value }) => value)).toEqual(['long']);
  });
});
