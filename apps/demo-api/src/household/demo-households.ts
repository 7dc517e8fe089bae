import type { Pool } from '@latchkey/storage';
import { insertDevices, newDevice, type DeviceDetails } from '../device/new-device';
import type { DeviceKind } from '../device/device';
import { ownerOf, type Principal } from '../principal/principal';

/** Sees to it that whoever looks around finds a household to look at. */
export interface DemoHouseholds {
  /** Makes a household for a principal who has none; once, however often and wherever it is called. */
  ensure(principal: Principal): Promise<void>;
}

/** The client that the demonstration of client credentials uses: demo households are shared with it. */
const sharedClient = 'demo-service';
const timeZone = 'Europe/London';

const contents: ({ kind: DeviceKind } & DeviceDetails)[] = [
  { kind: 'electric_vehicle', name: 'Family car' },
  { kind: 'charge_point', name: 'Guest charger in the drive' },
  { kind: 'home_battery', name: 'Home battery' },
  { kind: 'heat_pump', name: 'Heat pump' },
  { kind: 'thermostat', name: 'Garden room thermostat' },
];

// So that there is a past to look at, too.
const pastMilliseconds = 3 * 24 * 3_600_000;
const rememberedOwners = 10_000;

/** Creates demo households on PostgreSQL. */
export function createDemoHouseholds(deps: {
  pool: Pool;
  clock: () => Date;
  newId: () => string;
}): DemoHouseholds {
  const { pool, clock, newId } = deps;
  const known = new Set<string>();
  return {
    async ensure(principal) {
      const owner = ownerOf(principal);
      if (known.has(owner)) return;
      const now = clock();
      const begin = new Date(now.getTime() - pastMilliseconds);
      // Lists are ordered by id: so devices are shown in the order in which they stand above.
      const ids = contents.map(newId).sort();
      const devices = contents.map(({ kind, ...details }, place) =>
        newDevice(kind, details, { id: ids[place] ?? newId(), now: begin }),
      );
      // One statement: whoever is first makes the whole household, everybody else nothing.
      await pool.query(
        `WITH household AS (
           INSERT INTO accounts (id, owner, name, demo, created_at)
           VALUES ($1, $2, 'Demo household', true, $3)
           ON CONFLICT (owner) WHERE demo DO NOTHING RETURNING id
         ), share AS (
           INSERT INTO account_shares (account_id, client_id, created_at)
           SELECT id, $4, $3 FROM household WHERE $2 LIKE 'user:%'
         ), house AS (
           INSERT INTO properties (id, account_id, name, time_zone)
           SELECT $5, id, 'Home', $6 FROM household RETURNING id
         )
         ${insertDevices({ devices: '$7', propertyId: 'house.id', from: 'house' })}`,
        [newId(), owner, now, sharedClient, newId(), timeZone, JSON.stringify(devices)],
      );
      if (known.size >= rememberedOwners) known.clear();
      known.add(owner);
    },
  };
}
