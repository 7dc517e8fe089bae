import { after } from '../testing/authorizations';
import { engineNames, openEngine, type Engine } from '../testing/engines';
import { createMissCounter, type MissCounter } from './miss-counter';

describe.each(engineNames)('the counter of misses on %s', (engineName) => {
  const clock = { now: after(0) };
  let engine: Engine;
  let replicas: [MissCounter, MissCounter];
  let name = 0;

  beforeAll(async () => {
    engine = await openEngine(engineName);
    const deps = { clock: () => clock.now, windowSeconds: 600 };
    replicas = [
      createMissCounter({ ...deps, store: await engine.open() }),
      createMissCounter({ ...deps, store: await engine.open() }),
    ];
  });

  afterAll(() => engine.close());

  beforeEach(() => {
    clock.now = after(0);
    name += 1;
  });

  const take = (limit = 10, replica: 0 | 1 = 0) => replicas[replica].take(`test:${name}`, limit);
  const crowd = (size: number, limit: number) =>
    Promise.all(Array.from({ length: size }, (_, turn) => take(limit, turn % 2 === 0 ? 0 : 1)));
  const placesOf = (outcomes: Awaited<ReturnType<typeof take>>[]) =>
    outcomes.flatMap((outcome) => ('left' in outcome ? [outcome] : []));

  it('gives out so many places, then says when there are more', async () => {
    expect(await take(2)).toMatchObject({ left: 1 });
    expect(await take(2, 1)).toMatchObject({ left: 0 });
    expect(await take(2)).toEqual({ fullUntil: after(600).getTime() });
  });

  it('gives exactly so many to a thousand who come at once, in two replicas', async () => {
    const places = placesOf(await crowd(1_000, 128));
    expect(places).toHaveLength(128);
    expect(new Set(places.map(({ left }) => left)).size).toBe(128);
  });

  it('has a place again for each that was given back, and no more', async () => {
    const places = placesOf(await crowd(50, 10));
    await Promise.all(
      places.slice(0, 4).map((place, turn) => replicas[turn % 2 === 0 ? 0 : 1].giveBack(place)),
    );
    expect(placesOf(await crowd(50, 10))).toHaveLength(4);
  });

  it('begins anew when the window has ended, whatever is given back of the old one', async () => {
    const [old] = placesOf(await crowd(10, 10));
    clock.now = after(599.999);
    expect(await take()).toHaveProperty('fullUntil');
    clock.now = after(600);
    expect(placesOf(await crowd(10, 10))).toHaveLength(10);
    if (old) await replicas[0].giveBack(old);
    expect(await take()).toEqual({ fullUntil: after(1_200).getTime() });
  });

  it('writes no name down', async () => {
    await replicas[0].take('address:198.51.100.7', 10);
    expect(await engine.dump()).toContain('misses:');
    expect(await engine.dump()).not.toContain('198.51.100.7');
  });
});
