import { testDevice } from '../testing/test-device';
import { groupByKind, type ObservedDevice } from './device-group';

const battery = (batteryCapacityKwh: number, level: number, powerKw: number): ObservedDevice => ({
  device: { ...testDevice('home_battery'), id: `battery-${batteryCapacityKwh}`, batteryCapacityKwh },
  state: { status: 'idle', powerKw, level },
});
const heatPump = (level: number): ObservedDevice => ({
  device: { ...testDevice('heat_pump'), id: `heat-pump-${level}` },
  state: { status: 'heating', powerKw: 1.2, level },
});
const chargePoint: ObservedDevice = {
  device: testDevice('charge_point'),
  state: { status: 'charging', powerKw: 11, level: 4 },
};

describe('groupByKind', () => {
  it('takes batteries as one: powers and capacities add up, the charge is weighed by capacity', () => {
    expect(groupByKind([battery(10, 10, -3), battery(30, 6, 1)])).toEqual([
      { kind: 'home_battery', deviceCount: 2, powerKw: -2, batteryCapacityKwh: 40, stateOfChargePercent: 40 },
    ]);
  });

  it('takes the mean of temperatures', () => {
    expect(groupByKind([heatPump(20), heatPump(21)])).toEqual([
      { kind: 'heat_pump', deviceCount: 2, powerKw: 2.4, indoorTemperatureCelsius: 20.5 },
    ]);
  });

  it('says of a kind without either what it draws', () => {
    expect(groupByKind([chargePoint])).toEqual([{ kind: 'charge_point', deviceCount: 1, powerKw: 11 }]);
  });

  it('names no single device', () => {
    const text = JSON.stringify(groupByKind([battery(10, 5, 0), heatPump(20)]));
    expect(text).not.toContain('battery-10');
    expect(text).not.toContain('heat-pump-20');
  });

  it('makes no group out of nothing', () => {
    expect(groupByKind([])).toEqual([]);
  });
});
