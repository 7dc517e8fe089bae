import type { ValidatedToken } from '@latchkey/token-validator';
import { smartControlStatus } from '../control/smart-control';
import { devicesLookedAt, nextDispatch } from '../dispatch/next-dispatch';
import type { DeviceDispatch } from '../dispatch/dispatches-of';
import { principalOf } from '../principal/principal';
import type { Services } from '../services/services';
import { createSimulator } from '../simulation/simulator';
import { groupByKind, type DeviceGroup, type ObservedDevice } from './device-group';

/** What `GET /resource/` answers: who asks, and what flexibility they have. Powers in kW, energies in kWh. */
export interface ResourceSummary {
  resource: string;
  subject: string;
  client_id: string;
  scopes: readonly string[];
  devices: Record<string, string | number>[];
  next_dispatch: Record<string, string | number> | null;
}

/** Summarizes what a token may see at a moment, of 200 devices at most. */
export async function summarizeResource(
  token: ValidatedToken,
  { devices, households }: Pick<Services, 'devices' | 'households'>,
  moment: Date,
): Promise<ResourceSummary> {
  const principal = principalOf(token);
  await households?.ensure(principal);
  const found = await devices.list(principal, { first: devicesLookedAt });
  const simulator = createSimulator(moment);
  const observed = found.map((device) => ({ device, state: simulator.stateOf(device) }));
  const dispatch = nextDispatch(found, simulator);
  // A client that acts for itself sees many homes together, and none of them alone.
  const together = principal.kind === 'client';
  return {
    resource: 'ResiFlex Demo API',
    subject: token.subject,
    client_id: token.clientId,
    scopes: token.scopes,
    devices: together
      ? groupByKind(observed).map(groupFields)
      : observed.map((one) => deviceFields(one, moment)),
    next_dispatch: dispatch ? dispatchFields(dispatch, together) : null,
  };
}

function deviceFields({ device, state }: ObservedDevice, moment: Date): ResourceSummary['devices'][number] {
  const { id, kind, name, batteryCapacityKwh, preferences } = device;
  return {
    id,
    kind,
    name,
    status: state.status,
    smart_control: smartControlStatus(device, moment),
    power_kw: round(state.powerKw, 2),
    ...(batteryCapacityKwh !== undefined && {
      battery_capacity_kwh: round(batteryCapacityKwh, 2),
      state_of_charge_percent: round((100 * state.level) / batteryCapacityKwh, 1),
    }),
    ...(preferences.temperatureBand && { indoor_temperature_celsius: round(state.level, 1) }),
  };
}

function groupFields(group: DeviceGroup): ResourceSummary['devices'][number] {
  const { kind, deviceCount, powerKw, batteryCapacityKwh, stateOfChargePercent, indoorTemperatureCelsius } =
    group;
  return {
    kind,
    device_count: deviceCount,
    power_kw: round(powerKw, 2),
    ...(batteryCapacityKwh !== undefined && { battery_capacity_kwh: round(batteryCapacityKwh, 2) }),
    ...(stateOfChargePercent !== undefined && { state_of_charge_percent: round(stateOfChargePercent, 1) }),
    ...(indoorTemperatureCelsius !== undefined && {
      indoor_temperature_celsius: round(indoorTemperatureCelsius, 1),
    }),
  };
}

function dispatchFields(dispatch: DeviceDispatch, together: boolean): ResourceSummary['next_dispatch'] {
  const { deviceId, kind, action, startTime, endTime, energyKwh } = dispatch;
  return {
    ...(!together && { device_id: deviceId }),
    kind,
    action,
    start_time: startTime.toISOString(),
    end_time: endTime.toISOString(),
    energy_kwh: round(energyKwh, 2),
  };
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places));
}
