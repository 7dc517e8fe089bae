import type { Device, HeatPump } from './device';
import type { Account } from './device-repository';
import { createSeededDevices } from './seeded-devices';

const ada: Account = { owner: 'resident', subject: 'ada' };
const bob: Account = { owner: 'resident', subject: 'bob' };
const shared: Account = { owner: 'shared', clientId: 'demo-service' };

const minutes = (count: number) => new Date(Date.UTC(2030, 0, 1) + count * 60_000);
const everyQuarter = Array.from({ length: 96 }, (_, quarter) => minutes(quarter * 15));

const isHeatPump = (device: Device): device is HeatPump => device.kind === 'heat_pump';
const stateOfCharge = (device: Device) => (isHeatPump(device) ? 0 : device.stateOfChargePercent);

describe('createSeededDevices', () => {
  const repository = createSeededDevices();

  it('gives every resident a vehicle, a battery and a heat pump of their own', async () => {
    const devices = await repository.listDevices(ada, minutes(0));
    expect(devices.map(({ kind }) => kind)).toEqual(['electric_vehicle', 'home_battery', 'heat_pump']);
    const others = await repository.listDevices(bob, minutes(0));
    const ids = [...devices, ...others].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
  });

  it('shows the same to every replica: all follows from the account and the clock', async () => {
    const moment = minutes(777);
    expect(await createSeededDevices().listDevices(ada, moment)).toEqual(
      await repository.listDevices(ada, moment),
    );
  });

  it('does not let a resident reach the shared homes by a chosen subject', async () => {
    const sharedIds = (await repository.listDevices(shared, minutes(0))).map(({ id }) => id);
    for (const subject of ['shared 0', 'shared', '0']) {
      const own = await repository.listDevices({ owner: 'resident', subject }, minutes(0));
      expect(own.filter(({ id }) => sharedIds.includes(id))).toEqual([]);
    }
  });

  it('keeps charge and temperature within bounds, and moves them over the day', async () => {
    const day = await Promise.all(everyQuarter.map((moment) => repository.listDevices(ada, moment)));
    for (const devices of day) {
      for (const device of devices) {
        expect(stateOfCharge(device)).toBeGreaterThanOrEqual(0);
        expect(stateOfCharge(device)).toBeLessThanOrEqual(100);
      }
    }
    const temperatures = day.map((devices) => devices.find(isHeatPump)?.indoorTemperatureCelsius ?? 0);
    expect(Math.min(...temperatures)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...temperatures)).toBeLessThanOrEqual(21.5);
    for (const kind of [0, 1]) {
      const levels = day.map((devices) => devices[kind]).map((device) => device && stateOfCharge(device));
      expect(new Set(levels).size).toBeGreaterThan(10);
    }
  });

  it('ends every day at the level where it began', async () => {
    const today = await repository.listDevices(ada, minutes(123));
    expect(await repository.listDevices(ada, minutes(123 + 365 * 24 * 60))).toEqual(today);
  });

  it('never jumps: between two minutes a level changes by no more than its power allows', async () => {
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const before = await repository.listDevices(ada, minutes(minute));
      const after = await repository.listDevices(ada, minutes(minute + 1));
      before.forEach((device, place) => {
        const then = after[place];
        expect(then && Math.abs(stateOfCharge(then) - stateOfCharge(device))).toBeLessThan(0.5);
      });
    }
  });

  it('charges by as much energy as its dispatches draw', async () => {
    const vehicleAt = async (moment: Date) => {
      const [vehicle] = await repository.listDevices(ada, moment);
      if (vehicle?.kind !== 'electric_vehicle') throw new Error('no vehicle');
      return vehicle;
    };
    const dispatches = await Promise.all(
      everyQuarter.map((moment) => repository.findNextDispatch(ada, moment)),
    );
    const charge = dispatches.find((dispatch) => dispatch?.kind === 'electric_vehicle');
    if (!charge) throw new Error('no charge planned');
    const before = await vehicleAt(charge.startTime);
    const after = await vehicleAt(charge.endTime);
    const stored =
      ((after.stateOfChargePercent - before.stateOfChargePercent) / 100) * after.batteryCapacityKwh;
    expect(stored).toBeCloseTo(charge.energyKwh);
    expect(before.status).toBe('charging');
    expect(after.status).toBe('plugged_in');
  });

  it('always knows a dispatch to come, which starts within a day and is the soonest', async () => {
    for (const account of [ada, shared]) {
      let previous = 0;
      for (const moment of everyQuarter) {
        const dispatch = await repository.findNextDispatch(account, moment);
        if (!dispatch) throw new Error('no dispatch');
        const start = dispatch.startTime.getTime();
        expect(start).toBeGreaterThan(moment.getTime());
        expect(start - moment.getTime()).toBeLessThanOrEqual(24 * 60 * 60_000);
        expect(dispatch.endTime.getTime()).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(previous);
        previous = start;
      }
    }
  });
});
