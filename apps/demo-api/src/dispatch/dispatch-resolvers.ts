import type { SchemaContext } from '../schema/context';
import type { Resolvers } from '../schema/resolver';
import { dispatchStatus, type Dispatch } from './dispatch';
import { devicesLookedAt, nextDispatch } from './next-dispatch';

/** Resolvers of dispatches. */
export const dispatchResolvers = {
  Query: {
    async nextDispatch(_: unknown, _args: unknown, { principal, services, simulator }: SchemaContext) {
      const devices = await services.devices.list(principal, { first: devicesLookedAt });
      return nextDispatch(devices, simulator);
    },
  },
  Dispatch: {
    // A device begins no two at once.
    id: ({ deviceId, startTime }: Dispatch) => `${deviceId}:${startTime.toISOString()}`,
    status: (dispatch: Dispatch, _args: unknown, { simulator }: SchemaContext) =>
      dispatchStatus(dispatch, simulator.now),
    energyKwh: ({ energyKwh }: Dispatch) => Number(energyKwh.toFixed(2)),
  },
} satisfies Resolvers;
