import pg from 'pg';
import type { TestStack } from './test-stack';

/** A client that authenticates with a key of its own. */
export interface KeyClient {
  clientId: string;
  key: { key: CryptoKey; kid: string };
}

/** Changes the registry as an operator does who has nothing but SQL. */
export async function openRegistry({ databaseUrls, publicUrl }: TestStack) {
  const client = new pg.Client({
    connectionString: databaseUrls.directory,
    options: '-c search_path=directory',
  });
  client.on('error', () => undefined);
  await client.connect();
  const resource = `${publicUrl}/resource/`;

  return {
    query: (sql: string, values: unknown[] = []) => client.query(sql, values),

    /** Registers a client with a key. */
    async addKeyClient(clientId: string, registration: Record<string, unknown>): Promise<KeyClient> {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
      const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
      const kid = `${clientId}-key`;
      const publicJwk = { kty, crv, x, y, kid, use: 'sig', alg: 'ES256' };
      const columns: Record<string, unknown> = {
        client_id: clientId,
        client_name: clientId,
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: JSON.stringify({ keys: [publicJwk] }),
        scopes: ['flex:read', 'flex:control'],
        resources: [resource],
        ...registration,
      };
      const names = Object.keys(columns);
      await client.query(
        `INSERT INTO clients (${names.join(', ')}) VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
        Object.values(columns),
      );
      return { clientId, key: { key: privateKey, kid } };
    },

    /** Registers a resource behind the gateway, whose every request needs `probe:read`. */
    async addResource(
      prefix: string,
      upstream: string,
      settings: { format?: 'jwt' | 'opaque' } = {},
    ): Promise<string> {
      const identifier = `${publicUrl}${prefix}`;
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO resources (resource, resource_name, description, upstream, access_token_format)
         VALUES ($1, 'Probe', 'A resource of a test', $2, $3)`,
        [identifier, upstream, settings.format ?? 'jwt'],
      );
      await client.query(
        `INSERT INTO scopes (resource, scope, description) VALUES ($1, 'probe:read', 'Probe')`,
        [identifier],
      );
      await client.query('INSERT INTO routes (path_prefix, resource) VALUES ($1, $2)', [prefix, identifier]);
      await client.query('COMMIT');
      return identifier;
    },
    close: () => client.end(),
  };
}
