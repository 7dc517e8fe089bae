import { expectPending, pollDevice, startDevice } from './device';
import type { Prepare } from './operation';

/**
 * Devices wait for their users, each polling at the interval that it was told (RFC 8628 §3.5). Every answer must
 * be `authorization_pending`: `slow_down` would mean that a device which keeps the interval is turned away.
 */
export const waitingDevices: Prepare = async ({ target, http, concurrency, devices }) => {
  const deviceCodes: string[] = [];
  let intervalSeconds = 0;
  let missing = devices;
  async function startMany(): Promise<void> {
    while (missing > 0) {
      missing -= 1;
      const device = await startDevice(target, http);
      deviceCodes.push(device.deviceCode);
      ({ intervalSeconds } = device);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, startMany));
  return {
    concurrency: devices,
    intervalMilliseconds: intervalSeconds * 1000,
    async once(slot) {
      expectPending(await pollDevice(http, deviceCodes[slot] ?? ''));
    },
  };
};
