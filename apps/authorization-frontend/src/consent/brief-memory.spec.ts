import { briefly } from './brief-memory';

/** A read that counts, under a clock that a test moves. */
function counting(answer = (name: string, count: number) => Promise.resolve(`${name} ${count}`)) {
  const time = { now: new Date('2030-01-01') };
  let count = 0;
  const read = briefly((name: string) => answer(name, (count += 1)), {
    keyOf: (name) => name,
    clock: () => time.now,
  });
  const pass = (milliseconds: number) => (time.now = new Date(time.now.getTime() + milliseconds));
  return { read, pass };
}

describe('a brief memory', () => {
  it('gives the same answer for less than half a second', async () => {
    const { read, pass } = counting();
    expect(await read('a')).toBe('a 1');
    pass(499);
    expect(await read('a')).toBe('a 1');
    pass(1);
    expect(await read('a')).toBe('a 2');
  });

  it('tells requests apart', async () => {
    const { read } = counting();
    expect([await read('a'), await read('b'), await read('a')]).toEqual(['a 1', 'b 2', 'a 1']);
  });

  it('does not remember a failure', async () => {
    const { read } = counting((name, count) =>
      count === 1 ? Promise.reject(new Error('away')) : Promise.resolve(`${name} ${count}`),
    );
    await expect(read('a')).rejects.toThrow('away');
    expect(await read('a')).toBe('a 2');
  });

  it('asks once for all who ask while the answer is under way', async () => {
    const answers: ((answer: string) => void)[] = [];
    const { read, pass } = counting(() => new Promise((resolve) => answers.push(resolve)));
    const both = [read('a'), read('a')];
    pass(10_000);
    both.push(read('a'));
    answers[0]?.('late');
    expect(await Promise.all(both)).toEqual(['late', 'late', 'late']);
    expect(answers).toHaveLength(1);
    pass(499);
    expect(await read('a')).toBe('late');
  });

  it('asks again after a failure that many have waited for', async () => {
    const { read } = counting((name, count) =>
      count === 1 ? Promise.reject(new Error('away')) : Promise.resolve(`${name} ${count}`),
    );
    const outcomes = await Promise.allSettled([read('a'), read('a')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read('a')).toBe('a 2');
  });

  it('stays bounded', async () => {
    const { read } = counting();
    for (let index = 0; index < 1_000; index += 1) await read(`client ${index}`);
    expect(await read('one more')).toBe('one more 1001');
    expect(await read('client 0')).toBe('client 0 1002');
  });
});
