-- Keys that sign access tokens. The private half is sealed under the master key.
CREATE TABLE signing_keys (
  kid text PRIMARY KEY,
  algorithm text NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'EdDSA')),
  sealed_private_key bytea NOT NULL,
  created_at timestamptz NOT NULL
);
