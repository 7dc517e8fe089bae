import { bothScopes, startTestApi, type TestApi } from '../testing/test-api';

interface Dispatch {
  status: string;
  trigger: string;
  startTime: string;
  endTime: string;
  energyKwh: number;
}

interface Device {
  id: string;
  status: string;
  powerKw: number;
  stateOfChargePercent: number;
  smartControl: { status: string; suspendedAt: string | null; boostedUntil: string | null };
  preferences: object;
  plannedDispatches: Dispatch[];
  completedDispatches: Dispatch[];
}

const everything = `
  id status powerKw smartControl { status suspendedAt boostedUntil }
  preferences { readyBy targetPercent temperatureBand { minimumCelsius maximumCelsius } }
  plannedDispatches { status trigger startTime endTime energyKwh }
  completedDispatches(first: 50) { status trigger startTime endTime energyKwh }
  ... on ElectricVehicle { stateOfChargePercent } ... on HomeBattery { stateOfChargePercent }`;

const evening = new Date('2030-01-01T19:00:00Z');
const minutesLater = (minutes: number) => new Date(evening.getTime() + minutes * 60_000);

describe('the control of devices', () => {
  let api: TestApi;
  let people = 0;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  /** A device of somebody who has not been here before. */
  async function someDevice(kind: string) {
    api.now = evening;
    people += 1;
    const token = api.issuer.issue({ subject: `person-${people}`, scopes: bothScopes });
    const find = async (): Promise<Device> => {
      const { data } = await api.ask(`{ devices(kind: ${kind}) { ${everything} } }`, { token });
      const [device] = (data as never as { devices: Device[] }).devices;
      if (!device) throw new Error(`no ${kind}`);
      return device;
    };
    const { id } = await find();
    const order = async (mutation: string) => {
      const [name, rest = ''] = mutation.split('(');
      const answer = await api.ask(
        `mutation { ${name}(deviceId: "${id}"${rest ? `, ${rest}` : ')'} { ${everything} } }`,
        { token },
      );
      const device = Object.values(answer.data ?? {})[0] as Device | undefined;
      return { device, error: answer.errors?.[0] };
    };
    return { find, order };
  }

  it('boosts: the device takes all it can for the time that was asked for, and then goes by the plan', async () => {
    const { find, order } = await someDevice('ELECTRIC_VEHICLE');
    const before = await find();
    expect(before.status).toBe('PLUGGED_IN');
    const { device } = await order('boost(minutes: 30)');
    expect(device).toMatchObject({
      status: 'CHARGING',
      powerKw: 7.4,
      smartControl: { status: 'BOOSTED', boostedUntil: minutesLater(30).toISOString() },
    });
    expect(device?.plannedDispatches[0]).toMatchObject({
      status: 'RUNNING',
      trigger: 'BOOST',
      startTime: evening.toISOString(),
      endTime: minutesLater(30).toISOString(),
      energyKwh: 3.7,
    });
    api.now = minutesLater(15);
    expect((await find()).stateOfChargePercent).toBeCloseTo(
      before.stateOfChargePercent + (100 * 7.4 * 0.25) / 64,
      0,
    );
    api.now = minutesLater(30);
    const after = await find();
    expect(after).toMatchObject({
      status: 'PLUGGED_IN',
      smartControl: { status: 'ACTIVE', boostedUntil: null },
    });
    expect(after.completedDispatches[0]).toMatchObject({ status: 'COMPLETED', trigger: 'BOOST' });
    // What the boost has brought need not be charged again at night.
    const [planned] = [before, after].map(({ plannedDispatches }) => plannedDispatches[0]?.energyKwh ?? 0);
    expect(after.plannedDispatches[0]?.energyKwh).toBeCloseTo((planned ?? 0) - 3.7, 1);
  });

  it('boosts a battery and heating as well, and a charge point with a car', async () => {
    for (const kind of ['HOME_BATTERY', 'HEAT_PUMP', 'THERMOSTAT', 'CHARGE_POINT']) {
      const { order } = await someDevice(kind);
      const { device } = await order('boost(minutes: 15)');
      expect([kind, device?.plannedDispatches[0]?.trigger]).toEqual([kind, 'BOOST']);
    }
  });

  it('does not boost a vehicle that is away', async () => {
    const { find, order } = await someDevice('ELECTRIC_VEHICLE');
    api.now = new Date('2030-01-02T12:00:00Z');
    const { error } = await order('boost(minutes: 30)');
    expect(error?.extensions['code']).toBe('DEVICE_UNAVAILABLE');
    expect(error?.message).toContain('nothing is plugged in');
    expect((await find()).smartControl.status).toBe('ACTIVE');
  });

  it.each([0, 14, 241, -60])('does not boost for %d minutes', async (minutes) => {
    const { order } = await someDevice('HOME_BATTERY');
    const { error } = await order(`boost(minutes: ${minutes})`);
    expect(error).toMatchObject({
      message: 'minutes must be from 15 to 240',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('suspends and resumes: no dispatch in between, and the ones before stay what they were', async () => {
    const { find, order } = await someDevice('HOME_BATTERY');
    const before = await find();
    expect(before.completedDispatches.length).toBeGreaterThan(2);
    const running = before.plannedDispatches.find(({ status }) => status === 'RUNNING');
    expect(running).toBeDefined();
    const { device } = await order('suspendSmartControl');
    expect(device).toMatchObject({
      smartControl: { status: 'SUSPENDED', suspendedAt: evening.toISOString() },
      plannedDispatches: [],
    });
    const [cut, ...others] = device?.completedDispatches ?? [];
    expect(others).toEqual(before.completedDispatches);
    // The one that was running ends here, with the energy so far.
    expect(cut).toMatchObject({ startTime: running?.startTime, endTime: evening.toISOString() });
    expect(Math.abs(cut?.energyKwh ?? 0)).toBeLessThan(Math.abs(running?.energyKwh ?? 0));

    api.now = minutesLater(60);
    const { device: again } = await order('suspendSmartControl');
    expect(again?.smartControl.suspendedAt).toBe(evening.toISOString());
    api.now = minutesLater(180);
    const { device: resumed } = await order('resumeSmartControl');
    expect(resumed?.smartControl).toEqual({ status: 'ACTIVE', suspendedAt: null, boostedUntil: null });
    expect(resumed?.plannedDispatches.length).toBeGreaterThan(0);
    // The oldest is by now further back than is shown.
    expect(resumed?.completedDispatches).toEqual(device?.completedDispatches.slice(0, -1));
  });

  it('ends a boost when it resumes', async () => {
    const { order } = await someDevice('ELECTRIC_VEHICLE');
    await order('suspendSmartControl');
    const { device: boosted } = await order('boost(minutes: 240)');
    expect(boosted?.smartControl.status).toBe('BOOSTED');
    const { device } = await order('resumeSmartControl');
    expect(device?.smartControl.status).toBe('ACTIVE');
    expect(device?.status).toBe('PLUGGED_IN');
  });

  it('sets preferences, which the plan follows, and leaves alone what was not said', async () => {
    const { find, order } = await someDevice('ELECTRIC_VEHICLE');
    const before = await find();
    const { device } = await order('setPreferences(preferences: { readyBy: "05:45" })');
    expect(device?.preferences).toEqual({ readyBy: '05:45', targetPercent: 80, temperatureBand: null });
    expect(device?.plannedDispatches[0]?.startTime).toBe('2030-01-01T23:45:00.000Z');
    expect(device?.stateOfChargePercent).toBe(before.stateOfChargePercent);
    const { device: fuller } = await order('setPreferences(preferences: { targetPercent: 100 })');
    expect(fuller?.preferences).toMatchObject({ readyBy: '05:45', targetPercent: 100 });
    api.now = new Date('2030-01-02T05:44:00Z');
    expect((await find()).stateOfChargePercent).toBe(100);
  });

  it.each([
    ['HOME_BATTERY', '{ targetPercent: 100 }', { readyBy: null, targetPercent: 100, temperatureBand: null }],
    [
      'HEAT_PUMP',
      '{ temperatureBand: { minimumCelsius: 17, maximumCelsius: 23.5 } }',
      { readyBy: null, targetPercent: null, temperatureBand: { minimumCelsius: 17, maximumCelsius: 23.5 } },
    ],
    [
      'CHARGE_POINT',
      '{ readyBy: "00:00" }',
      { readyBy: '00:00', targetPercent: null, temperatureBand: null },
    ],
    ['THERMOSTAT', '{}', { temperatureBand: { minimumCelsius: 20, maximumCelsius: 22 } }],
  ])('has preferences for a %s: %s', async (kind, preferences, expected) => {
    const { find, order } = await someDevice(kind);
    expect((await order(`setPreferences(preferences: ${preferences})`)).error).toBeUndefined();
    expect((await find()).preferences).toMatchObject(expected);
  });

  it.each([
    ['HEAT_PUMP', '{ readyBy: "07:00" }', 'this device has no preference readyBy: it has temperatureBand'],
    ['CHARGE_POINT', '{ targetPercent: 50 }', 'this device has no preference targetPercent: it has readyBy'],
    ['HOME_BATTERY', '{ targetPercent: 19 }', 'targetPercent must be from 20 to 100'],
    ['ELECTRIC_VEHICLE', '{ targetPercent: 101 }', 'targetPercent must be from 20 to 100'],
    [
      'THERMOSTAT',
      '{ temperatureBand: { minimumCelsius: 21, maximumCelsius: 20 } }',
      'temperatureBand must lie between 5 and 30 and be 1 wide at least',
    ],
    [
      'THERMOSTAT',
      '{ temperatureBand: { minimumCelsius: 4, maximumCelsius: 20 } }',
      'temperatureBand must lie between 5 and 30 and be 1 wide at least',
    ],
  ])('refuses for a %s %s', async (kind, preferences, message) => {
    const { find, order } = await someDevice(kind);
    const before = await find();
    const { error } = await order(`setPreferences(preferences: ${preferences})`);
    expect(error).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect((await find()).preferences).toEqual(before.preferences);
  });

  it.each(['"7:30"', '"24:00"', '"07:60"', '730', '""', '"07:30:00"'])(
    'takes no %s for a time',
    async (readyBy) => {
      const query = `mutation { setPreferences(deviceId: "x", preferences: { readyBy: ${readyBy} }) { id } }`;
      const { status, errors } = await api.ask(query);
      expect(status).toBe(400);
      expect(errors?.[0]?.message).toContain('a LocalTime is written as HH:MM');
    },
  );

  it('takes orders that come at once one after the other, and loses none', async () => {
    const { find, order } = await someDevice('ELECTRIC_VEHICLE');
    const orders = [
      'suspendSmartControl',
      'boost(minutes: 60)',
      'setPreferences(preferences: { targetPercent: 95 })',
      'setPreferences(preferences: { readyBy: "06:00" })',
    ];
    for (const { error } of await Promise.all(orders.map(order))) expect(error).toBeUndefined();
    expect(await find()).toMatchObject({
      smartControl: { status: 'BOOSTED', suspendedAt: evening.toISOString() },
      preferences: { readyBy: '06:00', targetPercent: 95 },
    });
  });

  it('is not put out by the clock of another replica that is behind', async () => {
    const { find, order } = await someDevice('HOME_BATTERY');
    await order('suspendSmartControl');
    api.now = minutesLater(-1);
    const { device, error } = await order('resumeSmartControl');
    expect(error).toBeUndefined();
    expect(device?.smartControl.status).toBe('ACTIVE');
    expect((await find()).completedDispatches.length).toBeGreaterThan(0);
  });

  it('forgets dispatches of a month ago', async () => {
    const { order } = await someDevice('HOME_BATTERY');
    const { device } = await order('suspendSmartControl');
    const count = async () =>
      (await api.schema.pool.query('SELECT FROM past_dispatches WHERE device_id = $1', [device?.id]))
        .rowCount;
    expect(await count()).toBeGreaterThan(3);
    api.now = minutesLater(40 * 24 * 60);
    await order('suspendSmartControl');
    expect(await count()).toBe(0);
  });
});
