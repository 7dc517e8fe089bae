-- The directory: client applications and their secrets, protected resources, users, sessions.
-- Checks refuse what must never exist, whichever program writes it.

-- Whether a list holds at most `most` values, each of 1 to `longest` characters.
CREATE FUNCTION is_bounded_list(list text[], most integer, longest integer) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
  SELECT cardinality(list) <= most
    AND coalesce(array_ndims(list), 1) = 1
    AND coalesce((SELECT bool_and(item IS NOT NULL AND length(item) BETWEEN 1 AND longest) FROM unnest(list) AS item), true)
$$;

CREATE TABLE clients (
  client_id text PRIMARY KEY
    CHECK (length(client_id) BETWEEN 1 AND 256 AND client_id !~ '[^ -~]'),
  client_name text NOT NULL CHECK (length(client_name) BETWEEN 1 AND 200),
  token_endpoint_auth_method text NOT NULL
    CHECK (token_endpoint_auth_method IN ('none', 'client_secret_basic', 'client_secret_post')),
  grant_types text[] NOT NULL
    CHECK (
      cardinality(grant_types) >= 1
      AND grant_types <@ ARRAY[
        'authorization_code', 'refresh_token', 'client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'
      ]
    ),
  redirect_uris text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(redirect_uris, 100, 2048)),
  scopes text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(scopes, 100, 256)),
  resources text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(resources, 100, 2048)),
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),

  -- RFC 6749 section 4.4: client credentials are for clients that have credentials.
  CONSTRAINT public_client_has_no_client_credentials
    CHECK (token_endpoint_auth_method <> 'none' OR NOT 'client_credentials' = ANY (grant_types)),
  -- RFC 6749 section 3.1.2.2: a code goes to a registered address, and nothing else needs one.
  CONSTRAINT redirect_uris_go_with_authorization_code
    CHECK (('authorization_code' = ANY (grant_types)) = (cardinality(redirect_uris) > 0)),
  -- A refresh token continues a grant that a user gave.
  CONSTRAINT refresh_token_needs_a_user
    CHECK (
      NOT 'refresh_token' = ANY (grant_types)
      OR grant_types && ARRAY['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code']
    )
);

-- The primary key is what bounds a client to two secrets: the current one and, while it rotates, the one before.
CREATE TABLE client_secrets (
  client_id text NOT NULL REFERENCES clients ON DELETE CASCADE,
  place text NOT NULL CHECK (place IN ('current', 'previous')),
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (client_id, place),
  UNIQUE (client_id, sha256),
  CONSTRAINT previous_secret_expires CHECK (place = 'current' OR expires_at IS NOT NULL)
);

CREATE TABLE resources (
  resource text PRIMARY KEY CHECK (length(resource) BETWEEN 1 AND 2048),
  resource_name text NOT NULL CHECK (length(resource_name) BETWEEN 1 AND 200),
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE scopes (
  resource text NOT NULL REFERENCES resources ON DELETE CASCADE,
  -- RFC 6749 section 3.3: scope-token.
  scope text NOT NULL CHECK (length(scope) BETWEEN 1 AND 256 AND scope !~ '[^!#-\[\]-~]'),
  description text NOT NULL CHECK (length(description) BETWEEN 1 AND 500),
  PRIMARY KEY (resource, scope)
);

CREATE TABLE users (
  subject text PRIMARY KEY
    CHECK (subject ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'),
  -- Normalised before it gets here; the check is what any locale can tell of that.
  email text NOT NULL UNIQUE
    CHECK (octet_length(email) <= 254 AND email ~ '^[^[:space:]@]+@[^[:space:]@]+$' AND email !~ '[A-Z]'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  password_hash text NOT NULL CHECK (length(password_hash) <= 256 AND password_hash LIKE '$argon2id$%'),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  subject text NOT NULL REFERENCES users ON DELETE CASCADE,
  auth_time timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  remote_address text NOT NULL CHECK (length(remote_address) <= 64),
  user_agent text NOT NULL CHECK (length(user_agent) <= 512),
  CHECK (auth_time <= last_seen AND auth_time < expires_at)
);

CREATE INDEX sessions_subject ON sessions (subject);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
