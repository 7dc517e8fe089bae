import { withTransaction, type Pool } from '@latchkey/storage';
import { ownerOf, type Principal } from '../principal/principal';
import { Refusal } from '../graphql/refusal';
import type { DeviceKind } from './device';
import { insertDevices, newDevice, type DeviceDetails } from './new-device';

/** Adds devices to homes and takes them away. Both are for the owner of the account alone. */
export interface DeviceRegistry {
  /**
   * Adds a device to a property.
   *
   * @returns its id
   * @throws Refusal when the property is not the principal's own, or holds as many devices as it may
   */
  register(principal: Principal, registration: DeviceRegistration): Promise<string>;
  /**
   * Cuts the link to a device and forgets it, its past included.
   *
   * @throws Refusal when it is not the principal's own
   */
  deauthenticate(principal: Principal, deviceId: string): Promise<void>;
}

/** A device that is to be added. */
export interface DeviceRegistration extends DeviceDetails {
  propertyId: string;
  kind: DeviceKind;
}

const devicesPerProperty = 20;

/** Creates the registry of devices on PostgreSQL. */
export function createDeviceRegistry(deps: {
  pool: Pool;
  clock: () => Date;
  newId: () => string;
}): DeviceRegistry {
  const { pool, clock, newId } = deps;
  return {
    register: (principal, { propertyId, kind, ...details }) =>
      withTransaction(pool, async (client) => {
        // One at a time for a property: what two at once would count is not what there is then.
        const { rowCount } = await client.query(
          `SELECT FROM properties p JOIN accounts a ON a.id = p.account_id
            WHERE p.id = $1 AND a.owner = $2 FOR UPDATE OF p`,
          [propertyId, ownerOf(principal)],
        );
        if (rowCount === 0) throw new Refusal('NOT_FOUND', 'there is no such property among your own');
        const device = newDevice(kind, details, { id: newId(), now: clock() });
        const house = `(SELECT $1::uuid AS id
                         WHERE (SELECT count(*) FROM devices WHERE property_id = $1) < $3) AS house`;
        const { rowCount: added } = await client.query(
          insertDevices({ devices: '$2', propertyId: 'house.id', from: house }),
          [propertyId, JSON.stringify([device]), devicesPerProperty],
        );
        if (added === 0) {
          throw new Refusal('LIMIT_REACHED', `a property has at most ${devicesPerProperty} devices`);
        }
        return device.id;
      }),
    async deauthenticate(principal, deviceId) {
      const { rowCount } = await pool.query(
        `DELETE FROM devices d USING properties p, accounts a
          WHERE d.id = $1 AND p.id = d.property_id AND a.id = p.account_id AND a.owner = $2`,
        [deviceId, ownerOf(principal)],
      );
      if (rowCount === 0) throw new Refusal('NOT_FOUND', 'there is no such device among your own');
    },
  };
}
