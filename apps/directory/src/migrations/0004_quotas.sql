-- Uses counted against limits, for installations without Redis. Names and order of the columns are those of the
-- library that counts. Unlogged, because a count that a crash loses is a minute's worth at most; rows are
-- rewritten often, so pages keep room for the next version beside the row.
CREATE UNLOGGED TABLE quotas (
  key text COLLATE "C" PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 64),
  points integer NOT NULL,
  -- End of the window, in milliseconds since 1970.
  expire bigint NOT NULL
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX quotas_expire ON quotas (expire);
