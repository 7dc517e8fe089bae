import type { AccessRule, ProtectedResource } from '@latchkey/contracts';

/** A protected resource as this gateway serves it: what the registry says, checked, with defaults put in. */
export interface ServedResource {
  /** Identifier: what a token's audience must name. */
  readonly identifier: string;
  /** Name, for people. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Origin that requests are forwarded to; undefined when it is not behind this gateway. */
  readonly upstream: string | undefined;
  /** Browser origins whose scripts may call it. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Requests a minute; 0 for any number. */
  readonly clientRequestsPerMinute: number;
  readonly userRequestsPerMinute: number;
  readonly maximumBodyBytes: number;
  /** Longest wait for the head of an answer; undefined for the gateway's. */
  readonly timeoutMilliseconds: number | undefined;
  /** Longest prefix first. */
  readonly routes: readonly ServedRoute[];
}

/** A path prefix of a resource. */
export interface ServedRoute {
  /** Begins and ends with a slash. */
  readonly prefix: string;
  readonly resource: ServedResource;
  readonly rules: readonly AccessRule[];
}

const defaultBodyBytes = 1024 * 1024;
const longestTimeoutSeconds = 300;

/** Reads a resource of the registry. What is wrong with it goes to `onFault`; the rest of it is still served. */
export function servedResource(
  registered: ProtectedResource,
  { isReserved, onFault }: { isReserved(prefix: string): boolean; onFault(fault: string): void },
): ServedResource {
  const upstream = registered.upstream === '' ? undefined : httpOrigin(registered.upstream);
  if (registered.upstream !== '' && !upstream) onFault('its upstream is not an http or https origin');
  const routes: ServedRoute[] = [];
  const resource: ServedResource = {
    identifier: registered.resource,
    name: registered.resourceName,
    scopes: registered.scopes.map(({ scope }) => scope),
    upstream,
    allowedOrigins: new Set(registered.allowedOrigins),
    clientRequestsPerMinute: Math.max(registered.clientRequestsPerMinute, 0),
    userRequestsPerMinute: Math.max(registered.userRequestsPerMinute, 0),
    maximumBodyBytes: Number(registered.maximumBodyBytes) || defaultBodyBytes,
    timeoutMilliseconds:
      registered.timeoutSeconds > 0
        ? Math.min(registered.timeoutSeconds, longestTimeoutSeconds) * 1000
        : undefined,
    routes,
  };
  for (const { pathPrefix: prefix, rules } of registered.routes) {
    if (!/^\/(?:[^/%;?#\\\s]+\/)+$/.test(prefix)) onFault(`its prefix ${prefix} is not a plain path`);
    else if (isReserved(prefix)) onFault(`its prefix ${prefix} belongs to the gateway itself`);
    else routes.push({ prefix, resource, rules });
  }
  routes.sort((a, b) => b.prefix.length - a.prefix.length);
  return resource;
}

/** The origin that the text names; undefined when it is something else, or of another scheme. */
function httpOrigin(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isHttp && (text === url.origin || text === `${url.origin}/`) ? url.origin : undefined;
}
