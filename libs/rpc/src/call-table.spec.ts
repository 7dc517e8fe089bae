import { CallTable } from './call-table';

const there = (table: CallTable<object>) => {
  const calls: object[] = [];
  table.forEach((call) => calls.push(call));
  return calls;
};

describe('a table of calls', () => {
  it('tells of those that have come and not left', () => {
    const table = new CallTable();
    const [first, second, third] = [{}, {}, {}];
    table.add(first);
    const place = table.add(second);
    table.add(third);
    table.delete(place);
    expect(there(table)).toEqual([first, third]);
    expect(there(table)[0]).toBe(first);
  });

  it('has no more places than calls were there at once', () => {
    const table = new CallTable();
    const places = new Set<number>();
    table.add({});
    for (let n = 0; n < 100; n += 1) {
      const place = table.add({});
      places.add(place);
      table.delete(place);
    }
    expect(places.size).toBe(1);
  });

  it('lets calls leave, and others come, while it tells of them', () => {
    const table = new CallTable<{ place?: number }>();
    const calls = [{}, {}, {}] as { place?: number }[];
    for (const call of calls) call.place = table.add(call);
    const told: object[] = [];
    table.forEach((call) => {
      told.push(call);
      table.delete(call.place ?? -1);
      table.add({});
    });
    expect(told).toEqual(calls);
    expect(there(table)).toHaveLength(3);
  });
});
