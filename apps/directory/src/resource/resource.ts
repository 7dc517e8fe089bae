/** What a token may allow at a resource. */
export interface Scope {
  scope: string;
  /** What it lets an application do, for the consent page. */
  description: string;
  /** GraphQL operations or fields that need it, as the resource itself enforces them. */
  graphqlOperations: string[];
  /** Whether a user may leave it out when allowing the others. */
  optional: boolean;
  /** The description in other languages, by language tag. */
  translations: Record<string, string>;
}

/** What some requests below a path prefix need. */
export interface AccessRule {
  /** HTTP methods that it covers; all when empty. */
  methods: string[];
  /** Path that it covers, below the prefix; all when empty, and all below it when it ends with a slash. */
  path: string;
  /** Whether it covers the path alone, and nothing below it. */
  exact: boolean;
  /** Scopes that the token has to have, all of them. */
  scopes: string[];
  /** Whether requests without a token pass. */
  public: boolean;
}

/** A path prefix at the gateway. */
export interface Route {
  /** Begins and ends with a slash. No two resources have the same. */
  pathPrefix: string;
  /** The first that matches decides. */
  rules: AccessRule[];
}

/** An API that accepts access tokens (RFC 8707 §2, RFC 9728 §2). */
export interface ProtectedResource {
  /** Absolute URI: the audience of tokens for it. */
  resource: string;
  resourceName: string;
  description: string;
  scopes: Scope[];
  /** 0 for the server's. */
  accessTokenLifetimeSeconds: number;
  accessTokenFormat: 'jwt' | 'opaque';
  /** Where the gateway serves it; empty when it is not behind the gateway. */
  routes: Route[];
  /** Origin that the gateway forwards to; empty when it is not behind the gateway. */
  upstream: string;
  /** Browser origins whose scripts may call it; "*" for all. */
  allowedOrigins: string[];
  /** 0 for any number. */
  clientRequestsPerMinute: number;
  /** 0 for any number. */
  userRequestsPerMinute: number;
  /** 0 for the gateway's. */
  maximumBodyBytes: number;
  /** 0 for the gateway's. */
  timeoutSeconds: number;
}
