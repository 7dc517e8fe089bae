-- One row per grant: what a user allowed a client, and how far the client has got with it. An authorization
-- code and a refresh token are states of the row, so that redeeming either is one conditional update.
CREATE TABLE grants (
  id uuid PRIMARY KEY,
  client_id text NOT NULL,
  subject text NOT NULL,
  scopes text[] NOT NULL,
  resources text[] NOT NULL,
  auth_time timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  -- When the grant ends at the latest; after it the row is dropped.
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  revocation_reason text,

  -- Authorization code: present from approval on, kept after redemption to tell a second use.
  code_hash bytea,
  code_expires_at timestamptz,
  code_redeemed_at timestamptz,
  code_challenge text,
  redirect_uri text,

  -- Refresh token: the current one, and the one before with the answer it was given.
  token_family_key bytea NOT NULL,
  refresh_token_hash bytea,
  refresh_token_expires_at timestamptz,
  previous_token_hash bytea,
  rotated_at timestamptz,
  sealed_answer bytea,

  CONSTRAINT code_is_whole CHECK (
    (code_hash IS NULL) = (code_expires_at IS NULL) AND (code_hash IS NULL) = (code_challenge IS NULL)
    AND (code_hash IS NULL) = (redirect_uri IS NULL)
  ),
  CONSTRAINT refresh_token_is_whole CHECK ((refresh_token_hash IS NULL) = (refresh_token_expires_at IS NULL)),
  CONSTRAINT answer_is_whole CHECK (
    (previous_token_hash IS NULL) = (sealed_answer IS NULL) AND (previous_token_hash IS NULL) = (rotated_at IS NULL)
  ),
  CONSTRAINT revocation_is_whole CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
) WITH (fillfactor = 70); -- room for the next version beside the row: a refresh touches no index

CREATE INDEX grants_expires_at ON grants (expires_at);
