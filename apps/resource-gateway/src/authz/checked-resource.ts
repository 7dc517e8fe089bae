import type { AccessRule, AttributeContext } from '@latchkey/contracts';
import { readPath } from '../resource/request-path';
import { ruleIn, type RoutingTable } from '../resource/routing-table';
import type { ServedResource } from '../resource/served-resource';

/** The resource that a proxy asks about, and the rule that decides. */
export interface CheckedResource {
  resource: ServedResource;
  /** Undefined when none covers the request. */
  rule: AccessRule | undefined;
  /** Whether servers could read the path as one that another resource or rule decides about. */
  ambiguous: boolean;
}

/**
 * Finds the resource of a request that a proxy asks about: the one that the proxy's configuration names, or else
 * the one with the longest identifier that the address begins with. Undefined when there is none.
 */
export function checkedResource(
  table: RoutingTable,
  { request, contextExtensions }: AttributeContext,
): CheckedResource | undefined {
  const { host = '', path = '', method = '' } = request?.http ?? {};
  const named = contextExtensions['resource'];
  const decidedAt = (reading: string) => {
    const resource = named === undefined ? byAddress(table, host, reading) : table.find(named);
    return resource && { resource, rule: ruleAt(resource, method, reading) };
  };
  const { literal, lenient } = readPath(path.split('?', 1)[0] ?? '');
  const decided = decidedAt(literal);
  if (!decided) return undefined;
  const otherwise = lenient === literal ? decided : decidedAt(lenient);
  const ambiguous = decided.resource !== otherwise?.resource || decided.rule !== otherwise.rule;
  return { ...decided, ambiguous };
}

/** Rules are written for the paths at the gateway, and hold wherever the same paths are served. */
function ruleAt({ routes }: ServedResource, method: string, path: string): AccessRule | undefined {
  const route = routes.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix);
  return route && ruleIn(route, method, path);
}

function byAddress({ resources }: RoutingTable, host: string, path: string): ServedResource | undefined {
  let found: { resource: ServedResource; length: number } | undefined;
  for (const resource of resources) {
    if (!URL.canParse(resource.identifier)) continue;
    const identifier = new URL(resource.identifier);
    const prefix = identifier.pathname.endsWith('/') ? identifier.pathname : `${identifier.pathname}/`;
    if (!isHost(identifier, host) || !`${path}/`.startsWith(prefix)) continue;
    if (prefix.length > (found?.length ?? 0)) found = { resource, length: prefix.length };
  }
  return found?.resource;
}

/** Compares hosts in any case, with the usual port named or not. */
function isHost({ protocol, host }: URL, sent: string): boolean {
  const address = `${protocol}//${sent}`;
  return URL.canParse(address) && new URL(address).host === host;
}
