import { createHash } from 'node:crypto';
import type { Account, DeviceRepository } from './device-repository';
import { electricVehicle } from './electric-vehicle';
import { heatPump } from './heat-pump';
import { homeBattery } from './home-battery';
import type { SimulatedDevice } from './simulated-device';

const sharedHomes = 24;

/**
 * Devices without a database: every resident has a home with an electric vehicle, a battery and a heat
 * pump, and every client shares the same 24 homes. All of it follows from the account and the clock, so
 * that it is the same in every replica and after a restart.
 */
export function createSeededDevices(): DeviceRepository {
  return {
    async listDevices(account, moment) {
      return devicesOf(account).map((device) => device.at(moment));
    },
    async findNextDispatch(account, moment) {
      const dispatches = devicesOf(account).flatMap((device) => device.dispatchesAfter(moment).slice(0, 1));
      return dispatches.sort((one, other) => one.startTime.getTime() - other.startTime.getTime())[0];
    },
  };
}

function devicesOf(account: Account): SimulatedDevice[] {
  if (account.owner === 'resident') return devicesOfHome(`resident ${account.subject}`);
  return Array.from({ length: sharedHomes }, (_, home) => devicesOfHome(`shared ${home}`)).flat();
}

function devicesOfHome(home: string): SimulatedDevice[] {
  const offsetMinutes = digest(home).readUInt16BE(0) % 60;
  const id = (kind: string) => `${kind}-${digest(`${home} ${kind}`).toString('hex', 0, 6)}`;
  return [
    electricVehicle(id('vehicle'), offsetMinutes),
    homeBattery(id('battery'), offsetMinutes),
    heatPump(id('heat-pump'), offsetMinutes),
  ];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
