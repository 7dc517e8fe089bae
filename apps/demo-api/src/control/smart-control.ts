import type { Device } from '../device/device';

/** Who decides what a device does. */
export type SmartControlStatus = 'active' | 'boosted' | 'suspended';

/** Whether a device is boosted at a moment. */
export function isBoosted({ boostedUntil }: Pick<Device, 'boostedUntil'>, now: Date): boolean {
  return boostedUntil !== undefined && boostedUntil > now;
}

/** Who decides what a device does at a moment; a boost goes before a suspension. */
export function smartControlStatus(
  device: Pick<Device, 'boostedUntil' | 'suspendedAt'>,
  now: Date,
): SmartControlStatus {
  if (isBoosted(device, now)) return 'boosted';
  return device.suspendedAt ? 'suspended' : 'active';
}
