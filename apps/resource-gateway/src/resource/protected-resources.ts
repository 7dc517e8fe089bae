/** An API that accepts access tokens, and where it is. */
export interface ProtectedResource {
  /** Identifier: what a token's audience must name. */
  audience: string;
  /** Path under which it is served, ending with a slash; it holds everything below, too. */
  prefix: `/${string}/`;
  /** Origin that requests are forwarded to, path unchanged. */
  upstream: string;
}

/** The resources behind this gateway. */
export function protectedResources(config: { publicUrl: string; demoApiUrl: string }): ProtectedResource[] {
  return [{ audience: `${config.publicUrl}/resource/`, prefix: '/resource/', upstream: config.demoApiUrl }];
}
