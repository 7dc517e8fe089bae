import {
  parseRedirectUri,
  parseResource,
  type ClientAuthenticationMethod,
  type GrantType,
} from '@latchkey/oauth';
import type { Pool, PoolClient } from 'pg';

/** What is registered of a client (RFC 7591 §2). */
export interface ClientRegistration {
  clientId: string;
  clientName: string;
  tokenEndpointAuthMethod: ClientAuthenticationMethod;
  grantTypes: GrantType[];
  redirectUris: string[];
  /** What it may ask for; everything when empty. */
  scopes: string[];
  /** Which resources it may ask for; all when empty. */
  resources: string[];
}

/** A client as other services know it. */
export interface Client extends ClientRegistration {
  /** SHA-256 of each live secret, newest first. */
  secretHashes: Buffer[];
  disabled: boolean;
}

/** Reads and writes clients. */
export interface ClientRepository {
  /** Finds a client, with the secrets that are live at `now`. */
  find(clientId: string, now: Date): Promise<Client | undefined>;
  /**
   * Registers a client, or replaces what is registered of it; whether it is disabled stays as it is.
   *
   * @throws OAuthError `invalid_request` or `invalid_target` when a redirect URI or a resource is not one
   */
  upsert(registration: ClientRegistration): Promise<void>;
}

/** Creates the repository on a pool or a transaction. */
export function createClientRepository(db: Pool | PoolClient): ClientRepository {
  return {
    async find(clientId, now) {
      const { rows } = await db.query<Client>(
        `SELECT client_id AS "clientId", client_name AS "clientName",
           token_endpoint_auth_method AS "tokenEndpointAuthMethod", grant_types AS "grantTypes",
           redirect_uris AS "redirectUris", scopes, resources, disabled,
           ARRAY(
             SELECT sha256 FROM client_secrets
             WHERE client_secrets.client_id = clients.client_id AND (expires_at IS NULL OR expires_at > $2)
             ORDER BY place
           ) AS "secretHashes"
         FROM clients WHERE client_id = $1`,
        [clientId, now],
      );
      return rows[0];
    },
    async upsert(client) {
      await db.query(
        `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types,
           redirect_uris, scopes, resources)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (client_id) DO UPDATE SET
           client_name = EXCLUDED.client_name,
           token_endpoint_auth_method = EXCLUDED.token_endpoint_auth_method,
           grant_types = EXCLUDED.grant_types,
           redirect_uris = EXCLUDED.redirect_uris,
           scopes = EXCLUDED.scopes,
           resources = EXCLUDED.resources`,
        [
          client.clientId,
          client.clientName,
          client.tokenEndpointAuthMethod,
          client.grantTypes,
          client.redirectUris.map(parseRedirectUri),
          client.scopes,
          client.resources.map(parseResource),
        ],
      );
    },
  };
}
