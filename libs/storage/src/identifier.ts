const identifier = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * Checks the name of a database, schema or role: lower-case letters, digits and underscores, at most 63 of
 * them (PostgreSQL cuts longer ones off). Such a name means the same with and without quotes, here and in
 * every tool.
 *
 * @throws RangeError for any other name
 */
export function assertIdentifier(kind: 'database' | 'schema' | 'role', name: string): void {
  if (!identifier.test(name)) {
    throw new RangeError(
      `${JSON.stringify(name.slice(0, 80))} cannot name a ${kind}: use lower-case letters, digits and underscores, a letter first.`,
    );
  }
}
