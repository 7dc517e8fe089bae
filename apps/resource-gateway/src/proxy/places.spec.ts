import { createPlaces } from './places';

const options = { maximum: 1, maximumWaiting: 2, longestWaitMilliseconds: 40 };

describe('places', () => {
  it('are taken at once while there are some', () => {
    const places = createPlaces({ ...options, maximum: 2 });
    expect([places.take(), places.take()]).toEqual([true, true]);
    places.giveBack();
    expect(places.take()).toBe(true);
  });

  it('go to whoever has waited longest', async () => {
    const places = createPlaces(options);
    void places.take();
    const served: string[] = [];
    const wait = async (name: string) => {
      expect(await places.take()).toBe(true);
      served.push(name);
    };
    const both = [wait('first'), wait('second')];
    places.giveBack();
    await both[0];
    expect(served).toEqual(['first']);
    places.giveBack();
    await both[1];
    expect(served).toEqual(['first', 'second']);
  });

  it('are refused to more than may wait', () => {
    const places = createPlaces(options);
    void places.take();
    void places.take();
    void places.take();
    expect(places.take()).toBe(false);
  });

  it('are refused to who has waited too long, and kept for the others', async () => {
    const places = createPlaces(options);
    void places.take();
    expect(await places.take()).toBe(false);
    places.giveBack();
    expect(places.take()).toBe(true);
    expect(await places.take()).toBe(false);
  });
});
