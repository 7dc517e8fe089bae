import { createLineBuffer } from './line-buffer';

function build() {
  const written: string[] = [];
  const lines = createLineBuffer({ write: (text) => void written.push(text) });
  return { lines, written };
}

describe('lines that wait', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are written together, 100 ms after the first of them', () => {
    const { lines, written } = build();
    lines.write('first\n');
    jest.advanceTimersByTime(99);
    lines.write('second\n');
    expect(written).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(written).toEqual(['first\nsecond\n']);
  });

  it('are written at once when they come to 4,096 characters', () => {
    const { lines, written } = build();
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 9; count += 1) lines.write(line);
    expect(written).toEqual([line.repeat(4), line.repeat(4)]);
    jest.advanceTimersByTime(100);
    expect(written.join('')).toBe(line.repeat(9));
  });

  it('never wait longer than 100 ms, also after some that were written for their number', () => {
    const { lines, written } = build();
    lines.write('x'.repeat(5000));
    jest.advanceTimersByTime(60);
    lines.write('late\n');
    jest.advanceTimersByTime(100);
    expect(written.at(-1)).toBe('late\n');
  });

  it('are written at once when asked for, and once', () => {
    const { lines, written } = build();
    lines.write('last\n');
    lines.flush();
    lines.flush();
    jest.advanceTimersByTime(200);
    expect(written).toEqual(['last\n']);
  });

  it('are all that a timer runs for', () => {
    const { lines } = build();
    expect(jest.getTimerCount()).toBe(0);
    lines.write('line\n');
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
  });
});
