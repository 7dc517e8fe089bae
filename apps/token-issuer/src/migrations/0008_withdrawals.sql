-- What a user no longer allows a client: of what was approved until then, nothing may become a grant any more.
-- The row stays until no such approval can be redeemed. Validators never see it: they hear of each grant.
CREATE TABLE withdrawals (
  subject text NOT NULL,
  client_id text NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (subject, client_id)
);
CREATE INDEX withdrawals_expires_at ON withdrawals (expires_at);

-- Key of the lock that whoever revokes all of a client, or of a subject, takes alone, and whoever makes a grant
-- of theirs shares with others who do.
CREATE FUNCTION redemption_lock(kind text, value text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT hashtextextended('latchkey.' || current_schema() || '.redemption.' || kind || ':' || value, 0)
$$;

-- Says whether an approval was taken back, by anything but its own grant. Waits for a revocation that is being
-- stored, and has later ones wait until the grant can be seen. Volatile, so that the query looks at the tables
-- as they are once the locks are held, and not as they were when the statement began.
CREATE FUNCTION withdrawn_since(approved_at timestamptz, client text, resource_owner text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(redemption_lock('client', client));
  PERFORM pg_advisory_xact_lock_shared(redemption_lock('subject', resource_owner));
  RETURN EXISTS (
    SELECT FROM revocations
    WHERE revoked_at >= approved_at AND (kind, value) IN (('client', client), ('subject', resource_owner))
  ) OR EXISTS (
    SELECT FROM withdrawals
    WHERE subject = resource_owner AND client_id = client AND withdrawn_at >= approved_at
  );
END
$$;
