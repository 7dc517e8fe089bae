import { StartupError } from './startup-error';

const unreachable = 'cannot be reached: start PostgreSQL there, or correct host and port';
const unknownHost = 'is on a host that cannot be resolved: correct its name';
const notProvisioned =
  "does not let the role work in its schema: create the service's schema, owned by the role";

// Codes of the system, and of PostgreSQL (appendix A of its manual), for what an operator can mend.
const mends: Record<string, string> = {
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  '57P03': 'is still starting: try again in a moment',
  '53300': 'has no connection left: raise max_connections there, or run fewer replicas',
  '28000': 'refuses the role: correct its name, or let it log in',
  '28P01': 'refuses the role: correct its password',
  '3D000': 'does not exist: create it, or correct its name',
  '3F000': notProvisioned,
  '42501': notProvisioned,
};

/**
 * Turns a failure of the first connections to PostgreSQL into a {@link StartupError} that names
 * LATCHKEY_DATABASE_URL, never its value; returns others as they are.
 */
export function databaseStartupError(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // pg gives its own time-out no code.
  const mend = message === 'timeout expired' ? unreachable : mends[String(code)];
  return mend ? new StartupError(`The database in LATCHKEY_DATABASE_URL ${mend}.`, { cause: error }) : error;
}

/** Turns a failure to open Redis into a {@link StartupError} that names LATCHKEY_REDIS_URL, never its value. */
export function redisStartupError(error: unknown): StartupError {
  return new StartupError(
    'The Redis server in LATCHKEY_REDIS_URL cannot be used: start it there, or correct host, port and password.',
    { cause: error },
  );
}
