/**
 * Makes the table of the Postgres ephemeral store; harmless when it is there. Keys compare byte by byte
 * ("C"), which is faster than a language's rules and the same on every system. Rows come and go, so vacuum
 * looks after them early; some are rewritten often, so pages keep room for the next version beside the row.
 */
export const ephemeralTable = `
  CREATE TABLE IF NOT EXISTS ephemeral_entries (
    key        text COLLATE "C" PRIMARY KEY,
    value      text NOT NULL,
    expires_at timestamptz NOT NULL
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX IF NOT EXISTS ephemeral_entries_expires_at ON ephemeral_entries (expires_at);
`;
