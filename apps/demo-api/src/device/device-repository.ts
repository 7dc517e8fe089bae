import type { Pool, PoolClient } from '@latchkey/storage';
import { ownerOf, sharedWith, type Principal } from '../principal/principal';
import type { Device, DeviceKind } from './device';

/** A part of a list: at most `first` entries, after the one with the id `after`. */
export interface Page {
  first: number;
  after?: string | null;
}

/** Where devices are stored. */
export interface DeviceRepository {
  /** Devices that a principal may see, by id. */
  list(principal: Principal, page: Page & { kind?: DeviceKind | null }): Promise<Device[]>;
  /** All devices of some properties, whoever asks: the caller has seen to it that they may be seen. */
  listByProperties(propertyIds: readonly string[]): Promise<Device[]>;
  /** A device, if the principal may see it. */
  find(principal: Principal, id: string): Promise<Device | undefined>;
  /** A device, if the principal may see it, held until the transaction ends. */
  lock(client: PoolClient, principal: Principal, id: string): Promise<Device | undefined>;
  /** Writes down a level, and how the device is to behave from then on. */
  updateControl(client: PoolClient, device: Device): Promise<void>;
}

interface DeviceRow extends Omit<
  Device,
  'batteryCapacityKwh' | 'suspendedAt' | 'boostedUntil' | 'preferences'
> {
  batteryCapacityKwh: number | null;
  suspendedAt: Date | null;
  boostedUntil: Date | null;
  readyByMinutes: number | null;
  targetPercent: number | null;
  minimumCelsius: number | null;
  maximumCelsius: number | null;
}

const select = `
  SELECT d.id, d.property_id AS "propertyId", d.kind, d.name, d.maximum_power_kw AS "maximumPowerKw",
         d.battery_capacity_kwh AS "batteryCapacityKwh", d.registered_at AS "registeredAt",
         d.level, d.level_at AS "levelAt", d.suspended_at AS "suspendedAt", d.boosted_until AS "boostedUntil",
         (extract(epoch FROM d.ready_by) / 60)::int AS "readyByMinutes", d.target_percent AS "targetPercent",
         d.minimum_celsius AS "minimumCelsius", d.maximum_celsius AS "maximumCelsius", p.time_zone AS "timeZone"
    FROM devices d JOIN properties p ON p.id = d.property_id`;

// Every way to a device by its own id or by none goes through this: what is not visible does not exist.
const visible = `
  JOIN accounts a ON a.id = p.account_id
 WHERE (a.owner = $1 OR EXISTS (SELECT FROM account_shares s WHERE s.account_id = a.id AND s.client_id = $2))`;

/** Creates the repository of devices on PostgreSQL. */
export function createDeviceRepository(pool: Pool): DeviceRepository {
  const findWith = async (db: Pool | PoolClient, principal: Principal, id: string, suffix: string) => {
    const { rows } = await db.query<DeviceRow>(`${select} ${visible} AND d.id = $3 ${suffix}`, [
      ownerOf(principal),
      sharedWith(principal),
      id,
    ]);
    return rows.map(deviceOf)[0];
  };
  return {
    async list(principal, { first, after, kind }) {
      const { rows } = await pool.query<DeviceRow>(
        `${select} ${visible}
            AND ($3::uuid IS NULL OR d.id > $3) AND ($4::text IS NULL OR d.kind = $4)
          ORDER BY d.id LIMIT $5`,
        [ownerOf(principal), sharedWith(principal), after ?? null, kind ?? null, first],
      );
      return rows.map(deviceOf);
    },
    async listByProperties(propertyIds) {
      const { rows } = await pool.query<DeviceRow>(`${select} WHERE d.property_id = ANY ($1) ORDER BY d.id`, [
        propertyIds,
      ]);
      return rows.map(deviceOf);
    },
    find: (principal, id) => findWith(pool, principal, id, ''),
    lock: (client, principal, id) => findWith(client, principal, id, 'FOR UPDATE OF d'),
    async updateControl(client, { id, level, levelAt, suspendedAt, boostedUntil, preferences }) {
      const { readyByMinutes, targetPercent, temperatureBand } = preferences;
      await client.query(
        `UPDATE devices
            SET level = $2, level_at = $3, suspended_at = $4, boosted_until = $5,
                ready_by = '00:00'::time + make_interval(mins => $6), target_percent = $7,
                minimum_celsius = $8, maximum_celsius = $9
          WHERE id = $1`,
        [
          id,
          level,
          levelAt,
          suspendedAt ?? null,
          boostedUntil ?? null,
          readyByMinutes ?? null,
          targetPercent ?? null,
          temperatureBand?.minimumCelsius ?? null,
          temperatureBand?.maximumCelsius ?? null,
        ],
      );
    },
  };
}

function deviceOf(row: DeviceRow): Device {
  const { readyByMinutes, targetPercent, minimumCelsius, maximumCelsius, ...device } = row;
  return {
    ...device,
    batteryCapacityKwh: row.batteryCapacityKwh ?? undefined,
    suspendedAt: row.suspendedAt ?? undefined,
    boostedUntil: row.boostedUntil ?? undefined,
    preferences: {
      ...(readyByMinutes !== null && { readyByMinutes }),
      ...(targetPercent !== null && { targetPercent }),
      ...(minimumCelsius !== null &&
        maximumCelsius !== null && { temperatureBand: { minimumCelsius, maximumCelsius } }),
    },
  };
}
