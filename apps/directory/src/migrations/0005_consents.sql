-- What users have allowed clients, and what people may know of a client that asks them.

CREATE TABLE consents (
  subject text NOT NULL REFERENCES users ON DELETE CASCADE,
  client_id text NOT NULL REFERENCES clients ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (subject, client_id),
  CHECK (created_at <= updated_at)
);

CREATE INDEX consents_client_id ON consents (client_id);

-- A resource without scopes is allowed too, hence a row for each resource and not for each scope.
CREATE TABLE consented_resources (
  subject text NOT NULL,
  client_id text NOT NULL,
  resource text NOT NULL CHECK (length(resource) BETWEEN 1 AND 2048),
  scopes text[] NOT NULL CHECK (is_bounded_list(scopes, 1000, 256)),
  PRIMARY KEY (subject, client_id, resource),
  FOREIGN KEY (subject, client_id) REFERENCES consents ON DELETE CASCADE
);

-- Whether an address may stand behind a link that people are shown.
CREATE FUNCTION is_web_page(uri text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT
AS $$
  SELECT length(uri) <= 2048 AND uri ~ '^https://[a-z0-9.-]+(:[0-9]{1,5})?(/[!#-;=?-~]*)?$'
$$;

-- Beside the clients and not of them: who remembers clients does not remember this, and hears of no change of it.
CREATE TABLE client_profiles (
  client_id text PRIMARY KEY REFERENCES clients ON DELETE CASCADE,
  logo bytea CHECK (octet_length(logo) BETWEEN 1 AND 32768),
  logo_media_type text CHECK (logo_media_type IN ('image/svg+xml', 'image/png')),
  publisher_name text CHECK (length(publisher_name) BETWEEN 1 AND 200),
  publisher_verified boolean NOT NULL DEFAULT false,
  client_uri text CHECK (is_web_page(client_uri)),
  policy_uri text CHECK (is_web_page(policy_uri)),
  tos_uri text CHECK (is_web_page(tos_uri)),
  first_party boolean NOT NULL DEFAULT false,
  CONSTRAINT logo_has_a_media_type CHECK ((logo IS NULL) = (logo_media_type IS NULL)),
  CONSTRAINT verified_publisher_has_a_name CHECK (NOT publisher_verified OR publisher_name IS NOT NULL)
);

ALTER TABLE scopes ADD COLUMN optional boolean NOT NULL DEFAULT false;
