import type { AccessRule, ProtectedResource } from '@latchkey/contracts';
import { ruleFor } from './access-rule';
import { readPath } from './request-path';
import { servedResource, type ServedResource, type ServedRoute } from './served-resource';

/** What a request asks for. */
export interface RouteMatch {
  route: ServedRoute;
  /** The rule that decides; undefined when none covers the request. */
  rule: AccessRule | undefined;
  /** Whether servers could read the path as one that another route or rule decides about. */
  ambiguous: boolean;
}

/** All resources at one moment. Nothing in it changes; a new registry makes a new table. */
export interface RoutingTable {
  /** In the order of their identifiers. */
  readonly resources: readonly ServedResource[];
  /** Whether the gateway has a route for the path. */
  serves(path: string): boolean;
  /** The route with the longest prefix that the path begins with; undefined when there is none. */
  match(method: string, path: string): RouteMatch | undefined;
  find(identifier: string): ServedResource | undefined;
}

/** How faults of the registry are dealt with. */
export interface RoutingTableOptions {
  /** Whether a prefix belongs to the gateway itself. */
  isReserved(prefix: string): boolean;
  /** Told what of a resource is not served, and why. */
  onFault(resource: string, fault: string): void;
}

/** Makes the table from what the registry holds. */
export function createRoutingTable(
  registered: readonly ProtectedResource[],
  { isReserved, onFault }: RoutingTableOptions,
): RoutingTable {
  const resources = registered.map((resource) =>
    servedResource(resource, { isReserved, onFault: (fault) => onFault(resource.resource, fault) }),
  );
  const byIdentifier = new Map(resources.map((resource) => [resource.identifier, resource]));
  const byPrefix = new Map<string, ServedRoute>();
  let deepest = 0;
  for (const route of resources.flatMap(({ upstream, routes }) => (upstream ? routes : []))) {
    const { prefix, resource } = route;
    if (byPrefix.has(prefix)) onFault(resource.identifier, `its prefix ${prefix} is another resource's`);
    else byPrefix.set(prefix, route);
    deepest = Math.max(deepest, prefix.split('/').length - 2);
  }

  /** Looks the leading segments of the path up, and remembers the longest that is a prefix. */
  function routeFor(path: string): ServedRoute | undefined {
    let found: ServedRoute | undefined;
    for (let segments = 0, end = 0; segments < deepest && end >= 0; segments += 1) {
      end = path.indexOf('/', end + 1);
      found = byPrefix.get(end < 0 ? `${path}/` : path.slice(0, end + 1)) ?? found;
    }
    return found;
  }

  return {
    resources,
    find: (identifier) => byIdentifier.get(identifier),
    serves: (path) => routeFor(readPath(path).literal) !== undefined,
    match(method, path) {
      const { literal, lenient } = readPath(path);
      const route = routeFor(literal);
      if (!route) return undefined;
      const rule = ruleIn(route, method, literal);
      const ambiguous =
        lenient !== literal && (routeFor(lenient) !== route || ruleIn(route, method, lenient) !== rule);
      return { route, rule, ambiguous };
    },
  };
}

/** The rule of a route for a path that begins with its prefix, whose last slash may be missing. */
export function ruleIn({ prefix, rules }: ServedRoute, method: string, path: string): AccessRule | undefined {
  return ruleFor(rules, method, path.slice(prefix.length));
}
