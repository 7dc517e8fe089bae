import { signingAlgorithms } from '@latchkey/jwt';
import type { FastifyInstance } from 'fastify';
import { allowAnyOrigin } from '../edge/cross-origin';
import { dataHeaders } from '../edge/response-headers';
import { HttpError } from '../errors/http-error';
import { pathOf } from '../edge/request-target';
import type { ResourceRegistry } from './resource-registry';
import type { RoutingTable } from './routing-table';
import type { ServedResource } from './served-resource';

const methods = ['GET', 'HEAD'];
const wellKnown = '/.well-known/oauth-protected-resource';

/** Where the metadata of a resource is (RFC 9728 §3.1): between the host and the path of its identifier. */
export function metadataUrl(publicUrl: string, resource: ServedResource): string | undefined {
  const path = metadataPath(publicUrl, resource);
  return path === undefined ? undefined : `${publicUrl}${path}`;
}

function metadataPath(publicUrl: string, { identifier, routes }: ServedResource): string | undefined {
  const url = URL.canParse(identifier) ? new URL(identifier) : undefined;
  if (url?.origin === publicUrl) return wellKnown + (url.pathname === '/' ? '' : url.pathname) + url.search;
  // One whose identifier is elsewhere is described where it is served.
  return routes[0] && wellKnown + routes[0].prefix;
}

/** Describes a resource to clients (RFC 9728 §2). */
export function resourceMetadata(issuer: string, { identifier, name, scopes }: ServedResource) {
  return {
    resource: identifier,
    authorization_servers: [issuer],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
    ...(name && { resource_name: name }),
    dpop_signing_alg_values_supported: signingAlgorithms,
    dpop_bound_access_tokens_required: false,
  };
}

/** Serves the metadata of the protected resources (RFC 9728 §3). */
export function resourceMetadataEndpoint(
  server: FastifyInstance,
  { publicUrl, registry }: { publicUrl: string; registry: ResourceRegistry },
): void {
  server.register(async (scope) => {
    scope.addHook('onRequest', (_request, reply, done) => {
      reply.headers(dataHeaders);
      done();
    });
    allowAnyOrigin(scope, methods);
    for (const url of [wellKnown, `${wellKnown}/*`]) {
      scope.all(url, (request, reply) => {
        if (!methods.includes(request.method)) {
          const allow = [...methods, 'OPTIONS'].join(', ');
          throw new HttpError(405, 'metadata is read with GET', { headers: { allow } });
        }
        if (!registry.table) throw new HttpError(503, 'the resources are not known yet: try again later');
        const resource = resourceAt(publicUrl, registry.table, pathOf(request));
        if (!resource) throw new HttpError(404, 'there is no protected resource at this address');
        reply.header('cache-control', 'public, max-age=60');
        return reply.send(resourceMetadata(publicUrl, resource));
      });
    }
  });
}

/** The resource that a path is the metadata of; at the bare path the first that there is. */
function resourceAt(
  publicUrl: string,
  { resources }: RoutingTable,
  path: string,
): ServedResource | undefined {
  const withSlash = (text: string) => (text.endsWith('/') ? text : `${text}/`);
  const wanted = withSlash(path);
  return (
    resources.find((resource) => withSlash(metadataPath(publicUrl, resource) ?? '') === wanted) ??
    resources.find(({ routes }) => routes.some(({ prefix }) => `${wellKnown}${prefix}` === wanted)) ??
    (wanted === `${wellKnown}/` ? resources.find(({ routes }) => routes.length > 0) : undefined)
  );
}
