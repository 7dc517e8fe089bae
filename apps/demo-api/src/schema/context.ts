import type { Principal } from '../principal/principal';
import type { Services } from '../services/services';
import { createSimulator, type Simulator } from '../simulation/simulator';
import { createLoaders, type Loaders } from './loaders';

/** What every resolver of one request has at hand. */
export interface SchemaContext {
  principal: Principal;
  services: Services;
  loaders: Loaders;
  simulator: Simulator;
}

/** The same before it is known who asks: without a token the schema alone can be read. */
export type UnguardedContext = Omit<SchemaContext, 'principal'> & { principal: Principal | undefined };

/** How far back dispatches are shown. */
export const pastMilliseconds = 3 * 24 * 3_600_000;

/** Creates the context of one request, as things are at a moment. */
export function createContext(
  services: Services,
  principal: Principal | undefined,
  now: Date,
): UnguardedContext {
  return {
    principal,
    services,
    loaders: createLoaders(services, new Date(now.getTime() - pastMilliseconds)),
    simulator: createSimulator(now),
  };
}
