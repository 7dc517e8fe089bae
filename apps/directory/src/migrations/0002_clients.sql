-- Clients: authentication by key, the grants of RFC 8693 and RFC 7523, settings of their own, and word of every
-- change to those who remember them.

-- Whether every item of a list matches a pattern.
CREATE FUNCTION is_list_of(list text[], pattern text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
  SELECT coalesce((SELECT bool_and(item ~ pattern) FROM unnest(list) AS item), true)
$$;

-- Whether a text is a JWK Set (RFC 7517 section 5) without any private or symmetric key (RFC 7518 section 6).
CREATE FUNCTION is_public_jwks(jwks text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT
AS $$
  SELECT CASE
    WHEN length(jwks) > 16384 THEN false
    WHEN jsonb_typeof(jwks::jsonb -> 'keys') IS DISTINCT FROM 'array' THEN false
    ELSE (
      SELECT count(*) BETWEEN 1 AND 20 AND bool_and(
        jsonb_typeof(key) = 'object'
        AND coalesce(key ->> 'kty', '') IN ('EC', 'RSA', 'OKP')
        AND NOT key ?| ARRAY['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']
      )
      FROM jsonb_array_elements(jwks::jsonb -> 'keys') AS key
    )
  END
$$;

-- Whether keys may be fetched from there: over https, or over http from the machine itself.
CREATE FUNCTION is_jwks_uri(uri text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT
AS $$
  SELECT length(uri) <= 2048
    AND uri ~ '^(https://([a-z0-9.-]+|\[[0-9a-f:.]+\])|http://(localhost|127\.0\.0\.1|\[::1\]))(:[0-9]{1,5})?(/[!"$-~]*)?$'
$$;

-- A public client could have been given secrets that nothing asks for; now nothing can.
DELETE FROM client_secrets USING clients
WHERE client_secrets.client_id = clients.client_id AND token_endpoint_auth_method = 'none';

ALTER TABLE clients
  DROP CONSTRAINT clients_token_endpoint_auth_method_check,
  DROP CONSTRAINT clients_grant_types_check,
  DROP CONSTRAINT public_client_has_no_client_credentials,

  ADD COLUMN jwks text CHECK (is_public_jwks(jwks)),
  ADD COLUMN jwks_uri text CHECK (is_jwks_uri(jwks_uri)),
  ADD COLUMN require_pushed_authorization_requests boolean NOT NULL DEFAULT false,
  -- Null in the settings below stands for the server's own.
  ADD COLUMN access_token_lifetime_seconds integer CHECK (access_token_lifetime_seconds BETWEEN 30 AND 86400),
  ADD COLUMN served_resources text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(served_resources, 100, 2048)),
  -- RFC 8693: whose tokens it may exchange beside its own, and whether without being named as the actor.
  ADD COLUMN subject_client_ids text[] NOT NULL DEFAULT '{}'
    CHECK (is_bounded_list(subject_client_ids, 100, 256) AND is_list_of(subject_client_ids, '^[ -~]+$')),
  ADD COLUMN impersonation boolean NOT NULL DEFAULT false,
  ADD COLUMN device_code_lifetime_seconds integer CHECK (device_code_lifetime_seconds BETWEEN 60 AND 3600),
  ADD COLUMN device_poll_interval_seconds integer CHECK (device_poll_interval_seconds BETWEEN 1 AND 60),
  ADD COLUMN user_code_must_be_typed boolean NOT NULL DEFAULT false,
  ADD COLUMN uses_secrets boolean NOT NULL
    GENERATED ALWAYS AS (token_endpoint_auth_method IN ('client_secret_basic', 'client_secret_post')) STORED,

  ADD CONSTRAINT clients_token_endpoint_auth_method_check
    CHECK (
      token_endpoint_auth_method IN ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')
    ),
  ADD CONSTRAINT clients_grant_types_check
    CHECK (
      cardinality(grant_types) >= 1
      AND grant_types <@ ARRAY[
        'authorization_code', 'refresh_token', 'client_credentials',
        'urn:ietf:params:oauth:grant-type:device_code', 'urn:ietf:params:oauth:grant-type:token-exchange',
        'urn:ietf:params:oauth:grant-type:jwt-bearer'
      ]
    ),
  -- RFC 6749 section 4.4, RFC 8693 section 2.1 and RFC 7521 section 3.1: what is granted there rests on who the
  -- client is.
  ADD CONSTRAINT public_client_has_no_grant_for_confidential_clients
    CHECK (
      token_endpoint_auth_method <> 'none'
      OR NOT grant_types && ARRAY[
        'client_credentials', 'urn:ietf:params:oauth:grant-type:token-exchange',
        'urn:ietf:params:oauth:grant-type:jwt-bearer'
      ]
    ),
  -- RFC 7591 section 2: never both.
  ADD CONSTRAINT keys_are_in_one_place CHECK (num_nonnulls(jwks, jwks_uri) <= 1),
  ADD CONSTRAINT private_key_jwt_needs_keys
    CHECK (token_endpoint_auth_method <> 'private_key_jwt' OR num_nonnulls(jwks, jwks_uri) = 1),
  -- RFC 7662 section 2.1: whoever introspects has to authenticate.
  ADD CONSTRAINT public_client_serves_no_resource
    CHECK (token_endpoint_auth_method <> 'none' OR cardinality(served_resources) = 0),
  ADD CONSTRAINT exchange_policy_goes_with_token_exchange
    CHECK (
      'urn:ietf:params:oauth:grant-type:token-exchange' = ANY (grant_types)
      OR (cardinality(subject_client_ids) = 0 AND NOT impersonation)
    ),
  ADD CONSTRAINT clients_that_use_secrets UNIQUE (client_id, uses_secrets);

-- The second half of the key refuses a secret of a client that authenticates in another way.
ALTER TABLE client_secrets
  ADD COLUMN client_uses_secrets boolean NOT NULL DEFAULT true CHECK (client_uses_secrets),
  ADD CONSTRAINT secret_of_a_client_that_uses_one
    FOREIGN KEY (client_id, client_uses_secrets) REFERENCES clients (client_id, uses_secrets) ON DELETE CASCADE;

-- Foreign issuers whose assertions are accepted (RFC 7523 section 2.1).
CREATE TABLE assertion_issuers (
  issuer text PRIMARY KEY CHECK (length(issuer) BETWEEN 1 AND 2048 AND issuer !~ '[^!-~]'),
  jwks text CHECK (is_public_jwks(jwks)),
  jwks_uri text CHECK (is_jwks_uri(jwks_uri)),
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT issuer_has_keys_in_one_place CHECK (num_nonnulls(jwks, jwks_uri) = 1)
);

-- Which clients may present the assertions of which issuers.
CREATE TABLE client_assertion_issuers (
  client_id text NOT NULL REFERENCES clients ON DELETE CASCADE,
  issuer text NOT NULL REFERENCES assertion_issuers ON UPDATE CASCADE ON DELETE CASCADE,
  PRIMARY KEY (client_id, issuer)
);

CREATE INDEX client_assertion_issuers_issuer ON client_assertion_issuers (issuer);

-- Whoever remembers clients hears which have changed, whichever program changed them. The empty text, which is
-- nobody's identifier, stands for all of them.
CREATE FUNCTION notify_of_changed_clients() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF (SELECT count(*) FROM (SELECT DISTINCT client_id FROM changed LIMIT 301) AS ids) > 300 THEN
    PERFORM pg_notify('directory_clients', '');
  ELSE
    PERFORM pg_notify('directory_clients', client_id) FROM (SELECT DISTINCT client_id FROM changed) AS ids;
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION notify_of_all_clients() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_notify('directory_clients', '');
  RETURN NULL;
END
$$;

DO $$
DECLARE
  name text;
  notify text := 'FOR EACH STATEMENT EXECUTE FUNCTION notify_of_changed_clients()';
BEGIN
  FOREACH name IN ARRAY ARRAY['clients', 'client_secrets', 'client_assertion_issuers'] LOOP
    EXECUTE format('CREATE TRIGGER inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS changed %s', name, notify);
    -- Before and after: a row may have gone from one client to another.
    EXECUTE format('CREATE TRIGGER was AFTER UPDATE ON %I REFERENCING OLD TABLE AS changed %s', name, notify);
    EXECUTE format('CREATE TRIGGER is_now AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed %s', name, notify);
    EXECUTE format('CREATE TRIGGER deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS changed %s', name, notify);
    EXECUTE format(
      'CREATE TRIGGER truncated AFTER TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION notify_of_all_clients()',
      name
    );
  END LOOP;
END
$$;

-- The keys of an issuer concern every client that may present its assertions.
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON assertion_issuers
FOR EACH STATEMENT EXECUTE FUNCTION notify_of_all_clients();
