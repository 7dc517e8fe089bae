import { allValues, withValue } from './at-once';

const double = (value: number) => value * 2;

describe('values that may be there already', () => {
  it('go on at once when they are', () => {
    expect(withValue(2, double)).toBe(4);
    expect(allValues([1, 2])).toEqual([1, 2]);
    expect(allValues([])).toEqual([]);
  });

  it('are waited for when they are not, and keep their order', async () => {
    await expect(withValue(Promise.resolve(2), double)).resolves.toBe(4);
    await expect(withValue(2, async (value) => double(value))).resolves.toBe(4);
    await expect(allValues([1, Promise.resolve(2), 3])).resolves.toEqual([1, 2, 3]);
  });

  it('fail as what they go on with does', async () => {
    const failing = () => {
      throw new Error('refused');
    };
    expect(() => withValue(2, failing)).toThrow('refused');
    await expect(withValue(Promise.resolve(2), failing)).rejects.toThrow('refused');
    await expect(withValue(Promise.reject(new Error('away')), double)).rejects.toThrow('away');
    await expect(allValues([1, Promise.reject(new Error('away'))])).rejects.toThrow('away');
  });
});
