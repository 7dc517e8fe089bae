import type { Device } from '../device/device';
import { Refusal } from '../graphql/refusal';
import { checkNumber, isId } from '../schema/arguments';
import type { SchemaContext } from '../schema/context';
import type { Resolvers } from '../schema/resolver';
import { isBoosted, smartControlStatus } from './smart-control';

const boostMinutes = { least: 15, most: 240 };

interface DeviceArguments {
  deviceId: string;
}

/** Resolvers of what devices are told. */
export const controlResolvers = {
  SmartControl: {
    status: (device: Device, _args: unknown, { simulator }: SchemaContext) =>
      smartControlStatus(device, simulator.now),
    boostedUntil: (device: Device, _args: unknown, { simulator }: SchemaContext) =>
      isBoosted(device, simulator.now) ? device.boostedUntil : null,
  },
  Mutation: {
    boost(_: unknown, args: DeviceArguments & { minutes: number }, { principal, services }: SchemaContext) {
      checkNumber('minutes', args.minutes, boostMinutes.least, boostMinutes.most);
      return services.control.boost(principal, checkDeviceId(args), args.minutes);
    },
    suspendSmartControl: (_: unknown, args: DeviceArguments, { principal, services }: SchemaContext) =>
      services.control.suspend(principal, checkDeviceId(args)),
    resumeSmartControl: (_: unknown, args: DeviceArguments, { principal, services }: SchemaContext) =>
      services.control.resume(principal, checkDeviceId(args)),
  },
} satisfies Resolvers;

/**
 * Reads the id of the device that an order is for.
 *
 * @throws Refusal when it can be none
 */
export function checkDeviceId({ deviceId }: DeviceArguments): string {
  if (!isId(deviceId)) throw new Refusal('NOT_FOUND', 'there is no such device');
  return deviceId;
}
