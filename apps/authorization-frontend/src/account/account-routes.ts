import type { FastifyInstance } from 'fastify';
import type { Cookies } from '../http/cookies';
import { createKeptValues } from '../http/kept-values';
import { accessRoutes } from './access-routes';
import type { AccountDeps } from './account-deps';
import { dataRoutes } from './data-routes';
import { securityRoutes } from './security-routes';

/** As long as a link in a mail works. */
const mailedSeconds = 60 * 60;
/** Time to print or to copy. */
const codesSeconds = 10 * 60;

/** What {@link accountRoutes} needs. */
export interface AccountRoutesOptions extends Omit<AccountDeps, 'mailed' | 'codes'> {
  cookies: Pick<Cookies, 'mailed' | 'codes'>;
}

/** `/account` and everything below it. */
export function accountRoutes(server: FastifyInstance, options: AccountRoutesOptions): void {
  const { clock, cookies } = options;
  const deps: AccountDeps = {
    ...options,
    mailed: createKeptValues(cookies.mailed, { lifetimeSeconds: mailedSeconds, clock }),
    codes: createKeptValues(cookies.codes, { lifetimeSeconds: codesSeconds, clock }),
  };
  accessRoutes(server, deps);
  securityRoutes(server, deps);
  dataRoutes(server, deps);
}
