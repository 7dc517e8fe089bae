import type { Device } from './device';
import { groupByKind } from './device-group';

const battery = (batteryCapacityKwh: number, stateOfChargePercent: number, powerKw: number): Device => ({
  kind: 'home_battery',
  id: `battery-${batteryCapacityKwh}`,
  name: 'Home battery',
  status: 'idle',
  powerKw,
  batteryCapacityKwh,
  stateOfChargePercent,
});

const heatPump = (indoorTemperatureCelsius: number): Device => ({
  kind: 'heat_pump',
  id: `heat-pump-${indoorTemperatureCelsius}`,
  name: 'Heat pump',
  status: 'heating',
  powerKw: 1.2,
  indoorTemperatureCelsius,
});

describe('groupByKind', () => {
  it('takes batteries as one: powers and capacities add up, the charge is weighed by capacity', () => {
    expect(groupByKind([battery(10, 100, -3), battery(30, 20, 1)])).toEqual([
      {
        kind: 'home_battery',
        deviceCount: 2,
        powerKw: -2,
        batteryCapacityKwh: 40,
        stateOfChargePercent: 40,
      },
    ]);
  });

  it('takes the mean of temperatures', () => {
    expect(groupByKind([heatPump(20), heatPump(21)])).toEqual([
      { kind: 'heat_pump', deviceCount: 2, powerKw: 2.4, indoorTemperatureCelsius: 20.5 },
    ]);
  });

  it('names no single device', () => {
    const text = JSON.stringify(groupByKind([battery(10, 50, 0), heatPump(20)]));
    expect(text).not.toContain('battery-10');
    expect(text).not.toContain('heat-pump-20');
  });

  it('makes no group out of nothing', () => {
    expect(groupByKind([])).toEqual([]);
  });
});
