import { dispatchesOf } from '../dispatch/dispatches-of';
import { Refusal } from '../graphql/refusal';
import { checkNumber, checkPage, isGiven, isId, type PageArguments } from '../schema/arguments';
import type { SchemaContext } from '../schema/context';
import type { Resolver, Resolvers } from '../schema/resolver';
import { capabilities } from './capabilities';
import type { Device, DeviceKind } from './device';
import type { DeviceRegistration } from './device-registry';

const levelOf = (device: Device, { simulator }: SchemaContext) => simulator.stateOf(device).level;

const everyDevice = {
  property: ({ propertyId }: Device, _args: unknown, { loaders }: SchemaContext) =>
    loaders.property.load(propertyId),
  status: (device: Device, _args: unknown, { simulator }: SchemaContext) => simulator.stateOf(device).status,
  powerKw: (device: Device, _args: unknown, { simulator }: SchemaContext) =>
    rounded(simulator.stateOf(device).powerKw, 2),
  capabilities: ({ kind }: Device) => capabilities[kind],
  smartControl: (device: Device) => device,
  async plannedDispatches(device: Device, page: PageArguments, context: SchemaContext) {
    const { first } = checkPage(page);
    const { coming } = await dispatchesOf(device, context);
    return coming.slice(0, first);
  },
  async completedDispatches(device: Device, page: PageArguments, context: SchemaContext) {
    const { first } = checkPage(page);
    const { completed } = await dispatchesOf(device, context);
    return completed.slice(0, first);
  },
} satisfies Record<string, Resolver>;

const battery = {
  stateOfChargePercent: (device: Device, _args: unknown, context: SchemaContext) =>
    rounded((100 * levelOf(device, context)) / (device.batteryCapacityKwh ?? Infinity), 1),
} satisfies Record<string, Resolver>;

const heating = {
  indoorTemperatureCelsius: (device: Device, _args: unknown, context: SchemaContext) =>
    rounded(levelOf(device, context), 1),
} satisfies Record<string, Resolver>;

/** The type in the schema of each kind of device. */
export const typeOfKind = {
  electric_vehicle: 'ElectricVehicle',
  charge_point: 'ChargePoint',
  home_battery: 'HomeBattery',
  heat_pump: 'HeatPump',
  thermostat: 'Thermostat',
} satisfies Record<DeviceKind, string>;

/** Resolvers of devices. */
export const deviceResolvers = {
  Query: {
    devices: (
      _: unknown,
      page: PageArguments & { kind?: DeviceKind | null },
      { principal, services }: SchemaContext,
    ) => services.devices.list(principal, checkPage(page)),
    device: (_: unknown, { id }: { id: string }, { principal, services }: SchemaContext) =>
      isId(id) ? services.devices.find(principal, id) : null,
  },
  ElectricVehicle: { ...everyDevice, ...battery },
  ChargePoint: {
    ...everyDevice,
    sessionEnergyKwh: (device: Device, _args: unknown, context: SchemaContext) =>
      rounded(levelOf(device, context), 2),
  },
  HomeBattery: { ...everyDevice, ...battery },
  HeatPump: { ...everyDevice, ...heating },
  Thermostat: { ...everyDevice, ...heating },
  Mutation: {
    async registerDevice(_: unknown, { input }: { input: DeviceRegistration }, context: SchemaContext) {
      const { principal, services } = context;
      checkRegistration(input);
      const id = await services.registry.register(principal, input);
      return services.devices.find(principal, id);
    },
    async deauthenticateDevice(_: unknown, { deviceId }: { deviceId: string }, context: SchemaContext) {
      if (!isId(deviceId)) throw new Refusal('NOT_FOUND', 'there is no such device among your own');
      await context.services.registry.deauthenticate(context.principal, deviceId);
      return deviceId;
    },
  },
} satisfies Resolvers;

function checkRegistration({
  propertyId,
  name,
  maximumPowerKw,
  batteryCapacityKwh,
}: DeviceRegistration): void {
  if (!isId(propertyId)) throw new Refusal('NOT_FOUND', 'there is no such property among your own');
  if (!/^(?=.*\S)[^\p{Cc}]{1,80}$/u.test(name)) {
    throw new Refusal(
      'BAD_USER_INPUT',
      'name must have 1 to 80 characters, no control characters among them',
    );
  }
  if (isGiven(maximumPowerKw)) checkNumber('maximumPowerKw', maximumPowerKw, 0.5, 50);
  if (isGiven(batteryCapacityKwh)) checkNumber('batteryCapacityKwh', batteryCapacityKwh, 1, 200);
}

function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}
