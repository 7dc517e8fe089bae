-- Which key seals the secret of an authenticator application, so that a change of the master key finds those that
-- are still sealed under the former one. Empty is from before, and may be either.

ALTER TABLE totp ADD COLUMN key_id text NOT NULL DEFAULT '' CHECK (length(key_id) <= 16);
