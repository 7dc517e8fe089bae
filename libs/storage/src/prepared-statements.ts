import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

const mostStatements = 500;
const names = new Map<string, string>();

/**
 * Has a connection prepare every statement with parameters the first time, and only run it from then on: planning
 * costs PostgreSQL more than most of our statements do. Texts are constants of this program; should there ever be
 * more than 500, the rest is planned every time.
 */
export function prepareStatements(client: PoolClient): void {
  const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  Object.assign(client, {
    query(text: unknown, values?: unknown, callback?: unknown) {
      const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : undefined;
      return name === undefined ? query(text, values, callback) : query({ name, text, values }, callback);
    },
  });
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostStatements) return known;
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
