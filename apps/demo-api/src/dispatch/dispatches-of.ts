import type { Device } from '../device/device';
import { pastMilliseconds, type SchemaContext } from '../schema/context';
import { dispatchStatus, type Dispatch } from './dispatch';

/** A dispatch together with its device. */
export interface DeviceDispatch extends Dispatch {
  device: Device;
}

/**
 * The dispatches of a device: those under way and to come, soonest first, and the completed ones of the last
 * days, latest first. Those from before it was last told how to behave are looked up, later ones computed.
 */
export async function dispatchesOf(
  device: Device,
  { loaders, simulator }: Pick<SchemaContext, 'loaders' | 'simulator'>,
): Promise<{ coming: DeviceDispatch[]; completed: DeviceDispatch[] }> {
  const { now } = simulator;
  const past = await loaders.pastDispatchesOfDevice.load(device.id);
  const all = [...past, ...simulator.dispatchesOf(device)].map((dispatch) => ({
    ...dispatch,
    kind: device.kind,
    device,
  }));
  const isCompleted = (dispatch: Dispatch) => dispatchStatus(dispatch, now) === 'completed';
  const since = now.getTime() - pastMilliseconds;
  return {
    coming: all.filter((dispatch) => !isCompleted(dispatch)),
    completed: all
      .filter((dispatch) => isCompleted(dispatch) && dispatch.endTime.getTime() > since)
      .reverse(),
  };
}
