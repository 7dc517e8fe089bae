import pg from 'pg';

// SQLSTATE classes: connection exception, insufficient resources, operator intervention.
const passingState = /^(?:08|53|57)/;
const networkFailures = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// What pg and ioredis say of a lost connection without any code.
const lostConnection =
  /^(?:Connection (?:terminated|is closed)|Client (?:has encountered a connection error|was closed)|Query read timeout|timeout exceeded when trying to connect|Command timed out|Stream isn't writeable|Reached the max retries per request)/;

/**
 * Says whether an error of PostgreSQL or Redis tells that the server is away or takes no work now, rather than
 * that the query is wrong. Whether what was asked for took place is not known then.
 */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('message' in error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof pg.DatabaseError) return passingState.test(code);
  return networkFailures.has(code) || lostConnection.test(String(error.message));
}
