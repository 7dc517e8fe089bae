import type { SchemaContext } from './context';

/**
 * Answers one field. A table of resolvers holds fields of many types, so the type of what a field hangs on and
 * of its arguments is each resolver's own matter: the schema sees to it that they are what it says.
 */
export type Resolver = (source: never, args: never, context: SchemaContext) => unknown;

/** The resolvers of a room, by type and field. Fields without one are properties of the same name. */
export type Resolvers = Record<string, Record<string, Resolver>>;
