-- What must no longer be accepted though it was issued: one row for each token, grant, client or subject that
-- was revoked, until the last access token that it concerns has ended.
CREATE TABLE revocations (
  kind text NOT NULL CHECK (kind IN ('token', 'grant', 'client', 'subject')),
  value text NOT NULL,
  -- Grows in the order in which revocations become visible, so that a reader may go on from the last it saw.
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  revoked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (kind, value)
);
CREATE INDEX revocations_expires_at ON revocations (expires_at);

-- Positions are drawn after this lock, which is held until the transaction is visible: no smaller position
-- can appear once a larger one has been seen. Whoever changes grants too does that first, so that
-- transactions take rows and this lock in one order.
CREATE FUNCTION order_revocations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('latchkey.' || TG_TABLE_SCHEMA || '.revocations', 0));
  RETURN NULL;
END
$$;
CREATE TRIGGER order_revocations BEFORE INSERT ON revocations
  FOR EACH STATEMENT EXECUTE FUNCTION order_revocations();

CREATE FUNCTION notify_revocations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(TG_TABLE_SCHEMA || '_revocations', '');
  RETURN NULL;
END
$$;
CREATE TRIGGER notify_revocations AFTER INSERT ON revocations
  FOR EACH STATEMENT EXECUTE FUNCTION notify_revocations();

-- When the last access token of a grant ends: a revocation of the grant is of no more use after it.
ALTER TABLE grants ADD COLUMN access_token_expires_at timestamptz;

-- To list what a user allowed, newest first, and to revoke all of a client, in the order of their ids.
CREATE INDEX grants_subject ON grants (subject, created_at DESC, id DESC);
CREATE INDEX grants_client_id ON grants (client_id, id);
