import { TOKEN_EXCHANGE, parseRedirectUri, parseResource } from '@latchkey/oauth';
import type { Pool, PoolClient } from 'pg';
import { defaultSettings, type Client, type ClientRegistration } from './client';
import { parsePublishedKeys } from './published-keys';

/** A client, and until when it is known to be so. */
export interface FoundClient {
  client: Client;
  /** When the next of its secrets expires; undefined when none does. */
  validUntil: Date | undefined;
}

/** Reads and writes clients. */
export interface ClientRepository {
  /** Finds a client, with the secrets that are live at `now`. */
  find(clientId: string, now: Date): Promise<FoundClient | undefined>;
  /**
   * Registers a client, or replaces what is registered of it; whether it is disabled stays as it is, and
   * secrets stay as long as it authenticates with one.
   *
   * @throws OAuthError `invalid_request` or `invalid_target` when a redirect URI, a resource or a key is not
   *   one
   */
  upsert(registration: ClientRegistration): Promise<void>;
}

type Row = Omit<Client, 'tokenExchange'> & {
  tokenExchange: Client['tokenExchange'] | null;
  validUntil: Date | null;
};

const find = `
  SELECT client_id AS "clientId", client_name AS "clientName",
    token_endpoint_auth_method AS "tokenEndpointAuthMethod", grant_types AS "grantTypes",
    redirect_uris AS "redirectUris", scopes, resources, disabled,
    coalesce(secrets.hashes, '{}') AS "secretHashes", secrets.first_expiry AS "validUntil",
    coalesce(jwks, '') AS "jwksJson", coalesce(jwks_uri, '') AS "jwksUri",
    require_pushed_authorization_requests AS "requirePushedAuthorizationRequests",
    coalesce(access_token_lifetime_seconds, 0) AS "accessTokenLifetimeSeconds",
    served_resources AS "servedResources",
    CASE WHEN $3 = ANY (grant_types) THEN
      json_build_object('subjectClientIds', subject_client_ids, 'impersonation', impersonation)
    END AS "tokenExchange",
    (
      SELECT coalesce(
        json_agg(
          json_build_object('issuer', issuer, 'jwksJson', coalesce(issuers.jwks, ''), 'jwksUri',
            coalesce(issuers.jwks_uri, ''))
          ORDER BY issuer COLLATE "C"
        ), '[]')
      FROM client_assertion_issuers JOIN assertion_issuers AS issuers USING (issuer)
      WHERE client_assertion_issuers.client_id = clients.client_id
    ) AS "assertionIssuers",
    coalesce(device_code_lifetime_seconds, 0) AS "deviceCodeLifetimeSeconds",
    coalesce(device_poll_interval_seconds, 0) AS "devicePollIntervalSeconds",
    user_code_must_be_typed AS "userCodeMustBeTyped"
  FROM clients, LATERAL (
    SELECT array_agg(sha256 ORDER BY place) AS hashes, min(expires_at) AS first_expiry
    FROM client_secrets
    WHERE client_secrets.client_id = clients.client_id AND (expires_at IS NULL OR expires_at > $2)
  ) AS secrets
  WHERE client_id = $1`;

// One statement, so that a client is never seen half changed.
const upsert = `
  WITH withdrawn_secrets AS (
    DELETE FROM client_secrets
    WHERE client_id = $1 AND NOT $3 = ANY ('{client_secret_basic,client_secret_post}'::text[])
  ), withdrawn_issuers AS (
    DELETE FROM client_assertion_issuers WHERE client_id = $1 AND NOT issuer = ANY ($18)
  ), registered AS (
    INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types, redirect_uris, scopes,
      resources, jwks, jwks_uri, require_pushed_authorization_requests, access_token_lifetime_seconds,
      served_resources, subject_client_ids, impersonation, device_code_lifetime_seconds,
      device_poll_interval_seconds, user_code_must_be_typed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), nullif($9, ''), $10, nullif($11, 0), $12, $13, $14,
      nullif($15, 0), nullif($16, 0), $17)
    ON CONFLICT (client_id) DO UPDATE SET
      client_name = EXCLUDED.client_name,
      token_endpoint_auth_method = EXCLUDED.token_endpoint_auth_method,
      grant_types = EXCLUDED.grant_types,
      redirect_uris = EXCLUDED.redirect_uris,
      scopes = EXCLUDED.scopes,
      resources = EXCLUDED.resources,
      jwks = EXCLUDED.jwks,
      jwks_uri = EXCLUDED.jwks_uri,
      require_pushed_authorization_requests = EXCLUDED.require_pushed_authorization_requests,
      access_token_lifetime_seconds = EXCLUDED.access_token_lifetime_seconds,
      served_resources = EXCLUDED.served_resources,
      subject_client_ids = EXCLUDED.subject_client_ids,
      impersonation = EXCLUDED.impersonation,
      device_code_lifetime_seconds = EXCLUDED.device_code_lifetime_seconds,
      device_poll_interval_seconds = EXCLUDED.device_poll_interval_seconds,
      user_code_must_be_typed = EXCLUDED.user_code_must_be_typed
    RETURNING client_id
  )
  INSERT INTO client_assertion_issuers (client_id, issuer)
  SELECT client_id, issuer FROM registered, unnest($18::text[]) AS issuer
  ON CONFLICT DO NOTHING`;

/** Creates the repository on a pool or a transaction. */
export function createClientRepository(db: Pool | PoolClient): ClientRepository {
  return {
    async find(clientId, now) {
      const { rows } = await db.query<Row>(find, [clientId, now, TOKEN_EXCHANGE]);
      if (!rows[0]) return undefined;
      const { validUntil, tokenExchange, ...client } = rows[0];
      return {
        client: { ...client, tokenExchange: tokenExchange ?? undefined },
        validUntil: validUntil ?? undefined,
      };
    },
    async upsert(registration) {
      const client = { ...defaultSettings, assertionIssuers: [], ...registration };
      const { jwksJson, jwksUri } = parsePublishedKeys(client);
      await db.query(upsert, [
        client.clientId,
        client.clientName,
        client.tokenEndpointAuthMethod,
        client.grantTypes,
        client.redirectUris.map(parseRedirectUri),
        client.scopes,
        client.resources.map(parseResource),
        jwksJson,
        jwksUri,
        client.requirePushedAuthorizationRequests,
        client.accessTokenLifetimeSeconds,
        client.servedResources.map(parseResource),
        client.tokenExchange?.subjectClientIds ?? [],
        client.tokenExchange?.impersonation ?? false,
        client.deviceCodeLifetimeSeconds,
        client.devicePollIntervalSeconds,
        client.userCodeMustBeTyped,
        client.assertionIssuers,
      ]);
    },
  };
}
