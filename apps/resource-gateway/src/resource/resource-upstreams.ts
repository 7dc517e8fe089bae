import type { Logger } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import { closeWithServer, createUpstream, type Upstream } from '../proxy/upstream';
import type { ResourceRegistry } from './resource-registry';
import type { ServedResource } from './served-resource';

/**
 * Connects to the upstreams of the resources as they are needed: resources with the same origin share one. One
 * that no resource names any longer is closed; requests under way end as they would have.
 */
export function resourceUpstreams(
  server: FastifyInstance,
  options: { registry: ResourceRegistry; timeoutMilliseconds: number; logger: Logger; clock: () => Date },
): (resource: ServedResource) => Upstream {
  const upstreams = new Map<string, Upstream>();

  options.registry.onChange(({ resources }) => {
    const named = new Set(resources.map(({ upstream }) => upstream));
    for (const [origin, upstream] of upstreams) {
      if (named.has(origin)) continue;
      upstreams.delete(origin);
      upstream.endStreams();
    }
  });
  closeWithServer(server, () => upstreams.values());

  return ({ upstream: origin = '' }) => {
    const known = upstreams.get(origin);
    if (known) return known;
    const created = createUpstream({ ...options, name: 'the resource', origin, awayStatus: 502 });
    upstreams.set(origin, created);
    return created;
  };
}
