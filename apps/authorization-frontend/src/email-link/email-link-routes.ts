import type { FastifyInstance } from 'fastify';
import type { Cookies } from '../http/cookies';
import { createKeptValues } from '../http/kept-values';
import { askRoutes } from './ask-routes';
import { changeEmailRoute } from './change-email-route';
import { chooseRoutes } from './choose-routes';
import { doneRoute } from './done-route';
import type { EmailLinkDeps } from './email-link-deps';

/** As long as a link works. */
const lifetimeSeconds = 60 * 60;

/** What {@link emailLinkRoutes} needs. */
export interface EmailLinkRoutesOptions extends Omit<EmailLinkDeps, 'links' | 'mailed'> {
  clock: () => Date;
  cookies: Pick<Cookies, 'link' | 'mailed'>;
}

/** Sign-up, the forgotten password and a new address: the pages that mail links, and those behind the links. */
export function emailLinkRoutes(server: FastifyInstance, options: EmailLinkRoutesOptions): void {
  const { clock, cookies } = options;
  const deps: EmailLinkDeps = {
    ...options,
    links: createKeptValues(cookies.link, { lifetimeSeconds, clock }),
    mailed: createKeptValues(cookies.mailed, { lifetimeSeconds, clock }),
  };
  askRoutes(server, deps);
  chooseRoutes(server, deps);
  changeEmailRoute(server, deps);
  doneRoute(server, deps);
}
