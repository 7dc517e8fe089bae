import {
  defaultFieldResolver,
  isIntrospectionType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { Refusal } from '../graphql/refusal';
import type { UnguardedContext } from './context';
import { requiredScope } from './required-scope';

/**
 * Puts a guard before every field: it is resolved for a token that has the scope which the schema declares for
 * it, and for no other. What declares no scope is resolved for nobody.
 */
export function guardFields(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) guardField(schema, type, field);
  }
}

function guardField(
  schema: GraphQLSchema,
  type: GraphQLObjectType<unknown, UnguardedContext>,
  field: GraphQLField<unknown, UnguardedContext>,
): void {
  const scope = requiredScope(schema, type, field);
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    if (scope === undefined || !context.principal?.scopes.includes(scope)) {
      throw insufficientScope(scope, `${type.name}.${field.name}`);
    }
    return resolve(source, args, context, info);
  };
}

/** The refusal of a field to a token that lacks its scope. */
function insufficientScope(scope: string | undefined, field: string): Refusal {
  return scope === undefined
    ? new Refusal('INSUFFICIENT_SCOPE', `no scope opens ${field}`)
    : new Refusal('INSUFFICIENT_SCOPE', `${field} needs the scope ${scope}`, { requiredScopes: [scope] });
}
