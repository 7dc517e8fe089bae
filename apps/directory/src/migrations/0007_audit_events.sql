-- What happened. Events are added and, after their time, dropped; never changed. They outlive the users and
-- clients that they name. Empty texts stand for what an event does not concern.

CREATE TABLE audit_events (
  event_id uuid PRIMARY KEY,
  event_time timestamptz(3) NOT NULL,
  type text COLLATE "C" NOT NULL CHECK (length(type) <= 100 AND type ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$'),
  recorder text NOT NULL CHECK (length(recorder) BETWEEN 1 AND 64),
  subject text NOT NULL CHECK (length(subject) <= 256),
  client_id text NOT NULL CHECK (length(client_id) <= 256),
  grant_id text NOT NULL CHECK (length(grant_id) <= 256),
  remote_address text NOT NULL CHECK (length(remote_address) <= 64),
  request_id text NOT NULL CHECK (length(request_id) <= 64),
  details jsonb NOT NULL CHECK (jsonb_typeof(details) = 'object' AND octet_length(details::text) <= 65536)
);

-- One for each listing, and the first for dropping the oldest.
CREATE INDEX audit_events_newest ON audit_events (event_time, event_id);
CREATE INDEX audit_events_subject ON audit_events (subject, event_time, event_id) WHERE subject <> '';
CREATE INDEX audit_events_client ON audit_events (client_id, event_time, event_id) WHERE client_id <> '';
CREATE INDEX audit_events_type ON audit_events (type, event_time, event_id);

CREATE FUNCTION refuse_to_change_audit_events() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'audit events are never changed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_audit_events();
