-- The life of a signing key. It is published as it is made (created_at), signs, is retired, and its row, with
-- the private key, is deleted when the last token that it signed has ended.
ALTER TABLE signing_keys
  ADD COLUMN signing_at timestamptz,
  ADD COLUMN retired_at timestamptz,
  -- Number of the change that published it; watchers that have confirmed it, or a later one, know the key.
  ADD COLUMN revision bigint NOT NULL DEFAULT 0,
  -- The longest that a token signed with it may live, by the settings of all replicas that signed with it.
  ADD COLUMN token_lifetime_seconds integer NOT NULL DEFAULT 86400,
  -- Which master key sealed the private key; null when that was not noted.
  ADD COLUMN master_key_id text,
  ADD CONSTRAINT life_is_in_order CHECK (retired_at IS NULL OR signing_at IS NOT NULL);

-- Before there were states the newest key signed.
UPDATE signing_keys SET
  signing_at = created_at,
  retired_at = CASE WHEN created_at < (SELECT max(created_at) FROM signing_keys) THEN now() END;

ALTER TABLE signing_keys ADD COLUMN state text NOT NULL GENERATED ALWAYS AS (
  CASE WHEN retired_at IS NOT NULL THEN 'retired' WHEN signing_at IS NOT NULL THEN 'signing' ELSE 'published' END
) STORED;
-- At most one key signs, and at most one waits to.
CREATE UNIQUE INDEX signing_keys_in_office ON signing_keys (state) WHERE state <> 'retired';

-- One row: how often the keys that verify have changed.
CREATE TABLE key_revision (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  revision bigint NOT NULL
);
INSERT INTO key_revision (revision) VALUES (1);

-- Whoever makes or deletes a key, the revision grows.
CREATE FUNCTION note_new_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE key_revision SET revision = revision + 1 RETURNING revision INTO NEW.revision;
  RETURN NEW;
END
$$;
CREATE TRIGGER note_new_key BEFORE INSERT ON signing_keys FOR EACH ROW EXECUTE FUNCTION note_new_key();

CREATE FUNCTION note_deleted_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE key_revision SET revision = revision + 1;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_deleted_key AFTER DELETE ON signing_keys FOR EACH ROW EXECUTE FUNCTION note_deleted_key();

CREATE FUNCTION notify_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '_keys', '');
  RETURN NULL;
END
$$;
CREATE TRIGGER notify_keys AFTER INSERT OR UPDATE OR DELETE ON signing_keys
  FOR EACH STATEMENT EXECUTE FUNCTION notify_keys();

-- Processes that verify with pushed keys. A key signs only when those that live have confirmed it.
CREATE TABLE key_watchers (
  watcher_id uuid PRIMARY KEY,
  service text NOT NULL,
  confirmed_revision bigint NOT NULL DEFAULT 0,
  -- By the clock of the database, which all replicas share.
  last_seen timestamptz NOT NULL
) WITH (fillfactor = 50); -- every row is renewed each few seconds: room for the next version beside it
