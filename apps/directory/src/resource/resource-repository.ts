import { OAuthError, parseResource } from '@latchkey/oauth';
import type { Pool, PoolClient } from 'pg';
import type { ProtectedResource } from './resource';

/** Reads and writes protected resources. */
export interface ResourceRepository {
  /** Lists all resources by identifier, each with its scopes by name, its routes and their rules in order. */
  list(): Promise<ProtectedResource[]>;
  /**
   * Registers a resource with its scopes and routes, or replaces what is registered of it, at once.
   *
   * @throws OAuthError `invalid_target` when it is no absolute URI, and `invalid_request` when it has routes
   *   that lead nowhere or a rule that nobody can fulfil
   */
  upsert(resource: ProtectedResource): Promise<void>;
  /** Removes the resources of this name that have another identifier. */
  deleteFormer(resource: Pick<ProtectedResource, 'resource' | 'resourceName'>): Promise<void>;
}

const list = `
  SELECT resource, resource_name AS "resourceName", description,
    coalesce(access_token_lifetime_seconds, 0) AS "accessTokenLifetimeSeconds",
    access_token_format AS "accessTokenFormat", coalesce(upstream, '') AS upstream,
    allowed_origins AS "allowedOrigins",
    coalesce(client_requests_per_minute, 0) AS "clientRequestsPerMinute",
    coalesce(user_requests_per_minute, 0) AS "userRequestsPerMinute",
    -- A gibibyte at most: the type that holds it is the one that pg gives as a number.
    coalesce(maximum_body_bytes, 0)::integer AS "maximumBodyBytes",
    coalesce(timeout_seconds, 0) AS "timeoutSeconds",
    (
      SELECT coalesce(json_agg(json_build_object('scope', scope, 'description', scopes.description,
        'graphqlOperations', graphql_operations, 'optional', optional, 'translations', translations)
        ORDER BY scope COLLATE "C"), '[]')
      FROM scopes WHERE scopes.resource = resources.resource
    ) AS scopes,
    (
      SELECT coalesce(json_agg(json_build_object('pathPrefix', path_prefix, 'rules', (
        SELECT coalesce(json_agg(json_build_object('methods', methods, 'path', path, 'exact', exact,
          'scopes', access_rules.scopes, 'public', public) ORDER BY position), '[]')
        FROM access_rules WHERE access_rules.path_prefix = routes.path_prefix
      )) ORDER BY path_prefix COLLATE "C"), '[]')
      FROM routes WHERE routes.resource = resources.resource
    ) AS routes
  FROM resources ORDER BY resource COLLATE "C"`;

// One statement, so that nobody sees new routes with old rules. A route of another resource is not taken away
// from it: inserting it again fails.
const upsert = `
  WITH given_scopes AS (
    SELECT scope ->> 'scope' AS scope, scope ->> 'description' AS description,
      ARRAY(SELECT jsonb_array_elements_text(scope -> 'graphqlOperations')) AS graphql_operations,
      (scope ->> 'optional')::boolean AS optional, scope -> 'translations' AS translations
    FROM jsonb_array_elements($12::jsonb) AS scope
  ), given_routes AS (
    SELECT route ->> 'pathPrefix' AS path_prefix, route -> 'rules' AS rules
    FROM jsonb_array_elements($13::jsonb) AS route
  ), registered AS (
    INSERT INTO resources (resource, resource_name, description, access_token_lifetime_seconds,
      access_token_format, upstream, allowed_origins, client_requests_per_minute, user_requests_per_minute,
      maximum_body_bytes, timeout_seconds)
    VALUES ($1, $2, $3, nullif($4, 0), $5, nullif($6, ''), $7, nullif($8, 0), nullif($9, 0),
      nullif($10::bigint, 0), nullif($11, 0))
    ON CONFLICT (resource) DO UPDATE SET
      resource_name = EXCLUDED.resource_name,
      description = EXCLUDED.description,
      access_token_lifetime_seconds = EXCLUDED.access_token_lifetime_seconds,
      access_token_format = EXCLUDED.access_token_format,
      upstream = EXCLUDED.upstream,
      allowed_origins = EXCLUDED.allowed_origins,
      client_requests_per_minute = EXCLUDED.client_requests_per_minute,
      user_requests_per_minute = EXCLUDED.user_requests_per_minute,
      maximum_body_bytes = EXCLUDED.maximum_body_bytes,
      timeout_seconds = EXCLUDED.timeout_seconds
  ), withdrawn_scopes AS (
    DELETE FROM scopes WHERE resource = $1 AND scope NOT IN (SELECT scope FROM given_scopes)
  ), registered_scopes AS (
    INSERT INTO scopes (resource, scope, description, graphql_operations, optional, translations)
    SELECT $1, scope, description, graphql_operations, optional, translations FROM given_scopes
    ON CONFLICT (resource, scope) DO UPDATE SET
      description = EXCLUDED.description, graphql_operations = EXCLUDED.graphql_operations,
      optional = EXCLUDED.optional, translations = EXCLUDED.translations
  ), withdrawn_routes AS (
    DELETE FROM routes WHERE resource = $1 AND path_prefix NOT IN (SELECT path_prefix FROM given_routes)
  ), registered_routes AS (
    INSERT INTO routes (path_prefix, resource)
    SELECT path_prefix, $1 FROM given_routes
    WHERE path_prefix NOT IN (SELECT path_prefix FROM routes WHERE resource = $1)
  ), withdrawn_rules AS (
    DELETE FROM access_rules USING given_routes
    WHERE access_rules.path_prefix = given_routes.path_prefix AND position > jsonb_array_length(rules)
  )
  INSERT INTO access_rules (path_prefix, position, methods, path, exact, scopes, public)
  SELECT path_prefix, position, ARRAY(SELECT jsonb_array_elements_text(rule -> 'methods')), rule ->> 'path',
    (rule ->> 'exact')::boolean, ARRAY(SELECT jsonb_array_elements_text(rule -> 'scopes')),
    (rule ->> 'public')::boolean
  FROM given_routes, jsonb_array_elements(rules) WITH ORDINALITY AS given (rule, position)
  ON CONFLICT (path_prefix, position) DO UPDATE SET
    methods = EXCLUDED.methods, path = EXCLUDED.path, exact = EXCLUDED.exact, scopes = EXCLUDED.scopes,
    public = EXCLUDED.public`;

/** Creates the repository on a pool or a transaction. */
export function createResourceRepository(db: Pool | PoolClient): ResourceRepository {
  return {
    async list() {
      const { rows } = await db.query<ProtectedResource>(list);
      return rows;
    },
    async upsert(resource) {
      requireUsableRoutes(resource);
      await db.query(upsert, [
        parseResource(resource.resource),
        resource.resourceName,
        resource.description,
        resource.accessTokenLifetimeSeconds,
        resource.accessTokenFormat,
        resource.upstream,
        resource.allowedOrigins,
        resource.clientRequestsPerMinute,
        resource.userRequestsPerMinute,
        resource.maximumBodyBytes,
        resource.timeoutSeconds,
        JSON.stringify(resource.scopes),
        JSON.stringify(resource.routes),
      ]);
    },
    async deleteFormer({ resource, resourceName }) {
      await db.query(`DELETE FROM resources WHERE resource_name = $1 AND resource <> $2`, [
        resourceName,
        resource,
      ]);
    },
  };
}

function requireUsableRoutes({ routes, scopes, upstream }: ProtectedResource): void {
  if (routes.length > 0 && upstream === '') {
    throw invalidRequest('a resource with routes needs an upstream to forward requests to');
  }
  const known = new Set(scopes.map(({ scope }) => scope));
  for (const { pathPrefix, rules } of routes) {
    const unknown = rules.flatMap((rule) => rule.scopes).find((scope) => !known.has(scope));
    if (unknown !== undefined) {
      throw invalidRequest(`a rule of ${pathPrefix} needs the scope ${unknown}, which the resource lacks`);
    }
  }
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
