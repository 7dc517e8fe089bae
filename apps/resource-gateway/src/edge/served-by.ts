import type { FastifyInstance } from 'fastify';
import { withoutQuery } from './request-target';

/** Names the routes of resources among those with the same pattern. */
export const servedByResource = { servedBy: 'resource' } as const;

/**
 * Tells resources from pages, which routes of the same pattern serve: what is a resource changes while the server
 * listens, and routes cannot be added then.
 */
export function distinguishResources(server: FastifyInstance, isResource: (path: string) => boolean): void {
  server.addConstraintStrategy({
    name: 'servedBy',
    storage() {
      const routes = new Map();
      return {
        get: (value) => routes.get(value) ?? null,
        set: (value, route) => void routes.set(value, route),
      };
    },
    deriveConstraint: ({ url = '/' }) =>
      isResource(withoutQuery(url)) ? servedByResource.servedBy : undefined,
  });
}
