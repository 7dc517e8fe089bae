import { parseResource } from '@latchkey/oauth';
import type { Pool, PoolClient } from 'pg';

/** What a token may allow at a resource. */
export interface Scope {
  scope: string;
  /** What it lets an application do, for the consent page. */
  description: string;
}

/** An API that accepts access tokens. */
export interface ProtectedResource {
  /** Absolute URI: the audience of tokens for it. */
  resource: string;
  resourceName: string;
  description: string;
  scopes: Scope[];
}

/** Reads and writes protected resources. */
export interface ResourceRepository {
  /** Lists all resources by identifier, each with its scopes by name. */
  list(): Promise<ProtectedResource[]>;
  /** Registers a resource with its scopes, or replaces what is registered of it. */
  upsert(resource: ProtectedResource): Promise<void>;
  /** Removes the resources of this name that have another identifier. */
  deleteFormer(resource: Pick<ProtectedResource, 'resource' | 'resourceName'>): Promise<void>;
}

/** Creates the repository on a pool or a transaction. */
export function createResourceRepository(db: Pool | PoolClient): ResourceRepository {
  return {
    async list() {
      const { rows } = await db.query<ProtectedResource>(
        `SELECT resource, resource_name AS "resourceName", description,
           (
             SELECT coalesce(json_agg(json_build_object('scope', scope, 'description', scopes.description)
               ORDER BY scope collate "C"), '[]')
             FROM scopes WHERE scopes.resource = resources.resource
           ) AS scopes
         FROM resources ORDER BY resource collate "C"`,
      );
      return rows;
    },
    async upsert({ resource, resourceName, description, scopes }) {
      await db.query(
        `INSERT INTO resources (resource, resource_name, description) VALUES ($1, $2, $3)
         ON CONFLICT (resource) DO UPDATE SET
           resource_name = EXCLUDED.resource_name, description = EXCLUDED.description`,
        [parseResource(resource), resourceName, description],
      );
      const names = scopes.map(({ scope }) => scope);
      await db.query(`DELETE FROM scopes WHERE resource = $1 AND NOT scope = ANY ($2)`, [resource, names]);
      await db.query(
        `INSERT INTO scopes (resource, scope, description)
         SELECT $1, scope, description FROM unnest($2::text[], $3::text[]) AS given (scope, description)
         ON CONFLICT (resource, scope) DO UPDATE SET description = EXCLUDED.description`,
        [resource, names, scopes.map(({ description: text }) => text)],
      );
    },
    async deleteFormer({ resource, resourceName }) {
      await db.query(`DELETE FROM resources WHERE resource_name = $1 AND resource <> $2`, [
        resourceName,
        resource,
      ]);
    },
  };
}
