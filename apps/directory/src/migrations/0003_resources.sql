-- Protected resources: what their access tokens are like, where the gateway serves them, what requests need, and
-- word of every change to those who keep the registry.

-- Null in the settings below stands for the server's or the gateway's own; of requests, for any number.
ALTER TABLE resources
  ADD COLUMN access_token_lifetime_seconds integer CHECK (access_token_lifetime_seconds BETWEEN 30 AND 86400),
  ADD COLUMN access_token_format text NOT NULL DEFAULT 'jwt' CHECK (access_token_format IN ('jwt', 'opaque')),
  -- An origin: the path of a request goes on as it came.
  ADD COLUMN upstream text
    CHECK (length(upstream) <= 300 AND upstream ~ '^https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?$'),
  ADD COLUMN allowed_origins text[] NOT NULL DEFAULT '{}'
    CHECK (
      is_bounded_list(allowed_origins, 100, 300)
      AND is_list_of(allowed_origins, '^(\*|https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?)$')
    ),
  ADD COLUMN client_requests_per_minute integer CHECK (client_requests_per_minute BETWEEN 1 AND 1000000),
  ADD COLUMN user_requests_per_minute integer CHECK (user_requests_per_minute BETWEEN 1 AND 1000000),
  ADD COLUMN maximum_body_bytes bigint CHECK (maximum_body_bytes BETWEEN 1 AND 1073741824),
  ADD COLUMN timeout_seconds integer CHECK (timeout_seconds BETWEEN 1 AND 3600);

ALTER TABLE scopes
  ADD COLUMN graphql_operations text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(graphql_operations, 100, 256));

-- A path prefix at the gateway belongs to one resource. Segments that begin with a dot lead elsewhere ("..") or
-- are Latchkey's own (".well-known").
CREATE TABLE routes (
  path_prefix text PRIMARY KEY
    CHECK (length(path_prefix) <= 256 AND path_prefix ~ '^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/$'),
  resource text NOT NULL REFERENCES resources ON UPDATE CASCADE ON DELETE CASCADE
);

CREATE INDEX routes_resource ON routes (resource);

-- What requests below a prefix need. The first rule that matches decides, in the order of `position`.
CREATE TABLE access_rules (
  path_prefix text NOT NULL REFERENCES routes ON UPDATE CASCADE ON DELETE CASCADE,
  position smallint NOT NULL CHECK (position BETWEEN 1 AND 100),
  -- All methods when empty.
  methods text[] NOT NULL DEFAULT '{}'
    CHECK (is_bounded_list(methods, 20, 20) AND is_list_of(methods, '^[A-Z][A-Z-]*$')),
  path text NOT NULL DEFAULT ''
    CHECK (
      length(path) <= 256
      AND path ~ '^([A-Za-z0-9_~!$&''()*+,;=:@-][A-Za-z0-9._~!$&''()*+,;=:@-]*(/|$))*$'
    ),
  exact boolean NOT NULL DEFAULT false,
  scopes text[] NOT NULL DEFAULT '{}' CHECK (is_bounded_list(scopes, 100, 256)),
  public boolean NOT NULL DEFAULT false,
  PRIMARY KEY (path_prefix, position),
  -- A rule that lets everybody pass and asks for scopes says two things at once.
  CONSTRAINT public_rule_has_no_scopes CHECK (NOT public OR cardinality(scopes) = 0)
);

-- Whoever keeps the registry hears that it has changed, whichever program changed it, and reads it again.
CREATE FUNCTION notify_of_resources() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  PERFORM pg_notify('directory_resources', '');
  RETURN NULL;
END
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['resources', 'scopes', 'routes', 'access_rules'] LOOP
    EXECUTE format(
      'CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I
       FOR EACH STATEMENT EXECUTE FUNCTION notify_of_resources()',
      name
    );
  END LOOP;
END
$$;
