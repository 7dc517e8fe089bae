import type { Pool, PoolClient } from '@latchkey/storage';
import type { Dispatch } from './dispatch';

/** A dispatch that was written down; its device says of which kind it is. */
export type PastDispatch = Omit<Dispatch, 'kind'>;

/** Where dispatches are kept from which their device has moved on. */
export interface DispatchRepository {
  /** Dispatches of devices that ended after a moment, soonest first. */
  listPast(deviceIds: readonly string[], endedAfter: Date): Promise<PastDispatch[]>;
  /** Writes dispatches of one device down, and forgets those of it that ended long ago. */
  record(client: PoolClient, deviceId: string, dispatches: readonly Dispatch[], now: Date): Promise<void>;
}

const keptMilliseconds = 30 * 24 * 3_600_000;

/** Creates the repository of past dispatches on PostgreSQL. */
export function createDispatchRepository(pool: Pool): DispatchRepository {
  return {
    async listPast(deviceIds, endedAfter) {
      const { rows } = await pool.query<PastDispatch>(
        `SELECT device_id AS "deviceId", action, trigger, start_time AS "startTime", end_time AS "endTime",
                energy_kwh AS "energyKwh"
           FROM past_dispatches WHERE device_id = ANY ($1) AND end_time > $2 ORDER BY start_time`,
        [deviceIds, endedAfter],
      );
      return rows;
    },
    async record(client, deviceId, dispatches, now) {
      await client.query(
        `INSERT INTO past_dispatches (device_id, start_time, end_time, action, trigger, energy_kwh)
         SELECT $1, start_time, end_time, action, trigger, energy_kwh
           FROM unnest($2::timestamptz[], $3::timestamptz[], $4::text[], $5::text[], $6::float8[])
                AS d (start_time, end_time, action, trigger, energy_kwh)
         ON CONFLICT (device_id, start_time) DO NOTHING`,
        [
          deviceId,
          dispatches.map(({ startTime }) => startTime),
          dispatches.map(({ endTime }) => endTime),
          dispatches.map(({ action }) => action),
          dispatches.map(({ trigger }) => trigger),
          dispatches.map(({ energyKwh }) => energyKwh),
        ],
      );
      await client.query('DELETE FROM past_dispatches WHERE device_id = $1 AND end_time < $2', [
        deviceId,
        new Date(now.getTime() - keptMilliseconds),
      ]);
    },
  };
}
