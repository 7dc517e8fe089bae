import type { ValidatedToken } from '@latchkey/token-validator';
import type { Device, Dispatch } from '../devices/device';
import { groupByKind, type DeviceGroup } from '../devices/device-group';
import type { Account, DeviceRepository } from '../devices/device-repository';

/** What `GET /resource/` answers: who asks, and what flexibility they have. Powers in kW, energies in kWh. */
export interface ResourceSummary {
  resource: string;
  subject: string;
  client_id: string;
  scopes: readonly string[];
  devices: Record<string, string | number>[];
  next_dispatch: Record<string, string | number> | null;
}

/** Summarizes what a token may see at a moment. */
export async function summarizeResource(
  token: ValidatedToken,
  devices: DeviceRepository,
  moment: Date,
): Promise<ResourceSummary> {
  const account = accountOf(token);
  const [found, dispatch] = await Promise.all([
    devices.listDevices(account, moment),
    devices.findNextDispatch(account, moment),
  ]);
  const shared = account.owner === 'shared';
  return {
    resource: 'ResiFlex Demo API',
    subject: token.subject,
    client_id: token.clientId,
    scopes: token.scopes,
    devices: shared ? groupByKind(found).map(groupFields) : found.map(deviceFields),
    next_dispatch: dispatch ? dispatchFields(dispatch, shared) : null,
  };
}

/** RFC 9068 §2.2: the subject of a client-credentials token is the client itself. */
function accountOf({ subject, clientId }: ValidatedToken): Account {
  return subject === clientId ? { owner: 'shared', clientId } : { owner: 'resident', subject };
}

function deviceFields(device: Device): ResourceSummary['devices'][number] {
  const { id, kind, name, status, powerKw } = device;
  return { id, kind, name, status, power_kw: round(powerKw, 2), ...levelFields(device) };
}

function groupFields(group: DeviceGroup): ResourceSummary['devices'][number] {
  const { kind, deviceCount, powerKw } = group;
  return { kind, device_count: deviceCount, power_kw: round(powerKw, 2), ...levelFields(group) };
}

interface Level {
  batteryCapacityKwh?: number;
  stateOfChargePercent?: number;
  indoorTemperatureCelsius?: number;
}

function levelFields({ batteryCapacityKwh, stateOfChargePercent, indoorTemperatureCelsius }: Level) {
  return {
    ...(batteryCapacityKwh !== undefined && { battery_capacity_kwh: round(batteryCapacityKwh, 2) }),
    ...(stateOfChargePercent !== undefined && { state_of_charge_percent: round(stateOfChargePercent, 1) }),
    ...(indoorTemperatureCelsius !== undefined && {
      indoor_temperature_celsius: round(indoorTemperatureCelsius, 1),
    }),
  };
}

/** In a summary of many homes no home is named. */
function dispatchFields(dispatch: Dispatch, shared: boolean): ResourceSummary['next_dispatch'] {
  const { deviceId, kind, action, startTime, endTime, energyKwh } = dispatch;
  return {
    ...(!shared && { device_id: deviceId }),
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
