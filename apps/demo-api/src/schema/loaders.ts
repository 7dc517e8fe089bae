import DataLoader from 'dataloader';
import type { Account, AccountShare, Property } from '../account/account';
import type { Device } from '../device/device';
import type { PastDispatch } from '../dispatch/dispatch-repository';
import type { Services } from '../services/services';

/** Loads what hangs on things already loaded, for all that one request asks about, in one query each. */
export interface Loaders {
  account: DataLoader<string, Account>;
  property: DataLoader<string, Property>;
  propertiesOfAccount: DataLoader<string, Property[]>;
  sharesOfAccount: DataLoader<string, AccountShare[]>;
  devicesOfProperty: DataLoader<string, Device[]>;
  pastDispatchesOfDevice: DataLoader<string, PastDispatch[]>;
}

/**
 * Creates the loaders of one request. They ask for no access: they start from what the request could see.
 *
 * @param pastSince how far back dispatches are looked up
 */
export function createLoaders(
  { accounts, devices, dispatches }: Pick<Services, 'accounts' | 'devices' | 'dispatches'>,
  pastSince: Date,
): Loaders {
  return {
    account: oneEach((ids) => accounts.listByIds(ids)),
    property: oneEach((ids) => accounts.listPropertiesByIds(ids)),
    propertiesOfAccount: manyEach(
      (ids) => accounts.listProperties(ids),
      ({ accountId }) => accountId,
    ),
    sharesOfAccount: manyEach(
      (ids) => accounts.listShares(ids),
      ({ accountId }) => accountId,
    ),
    devicesOfProperty: manyEach(
      (ids) => devices.listByProperties(ids),
      ({ propertyId }) => propertyId,
    ),
    pastDispatchesOfDevice: manyEach(
      (ids) => dispatches.listPast(ids, pastSince),
      ({ deviceId }) => deviceId,
    ),
  };
}

function oneEach<Value extends { id: string }>(load: (ids: readonly string[]) => Promise<Value[]>) {
  return new DataLoader<string, Value>(async (ids) => {
    const found = new Map((await load(ids)).map((value) => [value.id, value]));
    return ids.map((id) => found.get(id) ?? new Error(`${id} is gone`));
  });
}

function manyEach<Value>(
  load: (ids: readonly string[]) => Promise<Value[]>,
  parentOf: (value: Value) => string,
) {
  return new DataLoader<string, Value[]>(async (ids) => {
    const groups = new Map<string, Value[]>(ids.map((id) => [id, []]));
    for (const value of await load(ids)) groups.get(parentOf(value))?.push(value);
    return ids.map((id) => groups.get(id) ?? []);
  });
}
