-- How users show who they are: passkeys and second factors, what a session was begun with; words of scopes in
-- other languages.

ALTER TABLE users ADD COLUMN password_changed_at timestamptz NOT NULL DEFAULT now();

-- Methods as in RFC 8176; sessions of before were begun with a password.
ALTER TABLE sessions
  ADD COLUMN amr text[] NOT NULL DEFAULT '{pwd}' CHECK (is_bounded_list(amr, 6, 8)),
  ADD COLUMN region text NOT NULL DEFAULT '' CHECK (length(region) <= 64);

CREATE TABLE passkeys (
  passkey_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  subject text NOT NULL REFERENCES users ON DELETE CASCADE,
  -- Web Authentication Level 3 section 4: 16 to 1023 bytes.
  credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 16 AND 1023),
  public_key bytea NOT NULL CHECK (octet_length(public_key) BETWEEN 1 AND 2048),
  sign_count bigint NOT NULL CHECK (sign_count >= 0),
  transports text[] NOT NULL CHECK (is_bounded_list(transports, 10, 32)),
  synced boolean NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);

CREATE INDEX passkeys_subject ON passkeys (subject);

-- One authenticator application a user. The secret is sealed under the master key; `last_step` is the step of
-- the last code that was taken, so that none is taken twice (RFC 6238 section 5.2).
CREATE TABLE totp (
  subject text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  sealed_secret bytea NOT NULL CHECK (octet_length(sealed_secret) <= 256),
  last_step bigint NOT NULL,
  created_at timestamptz NOT NULL
);

-- Each has 80 random bits, so a plain hash keeps them.
CREATE TABLE recovery_codes (
  subject text NOT NULL REFERENCES users ON DELETE CASCADE,
  sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
  PRIMARY KEY (subject, sha256)
);

-- The description in other languages, by language tag.
ALTER TABLE scopes ADD COLUMN translations jsonb NOT NULL DEFAULT '{}'
  CHECK (jsonb_typeof(translations) = 'object' AND octet_length(translations::text) <= 16384);
