import { getDirectiveValues, type GraphQLField, type GraphQLNamedType, type GraphQLSchema } from 'graphql';

/** The part of a type that says which scope it needs. */
type Declaring = Pick<GraphQLNamedType, 'astNode'> | Pick<GraphQLField<unknown, unknown>, 'astNode'>;

/**
 * The scope that a token needs for a field: what the field declares, or else its type.
 *
 * @returns undefined when neither declares one; the field is then nobody's to ask for
 */
export function requiredScope(
  schema: GraphQLSchema,
  type: Pick<GraphQLNamedType, 'astNode'>,
  field: Pick<GraphQLField<unknown, unknown>, 'astNode'>,
): string | undefined {
  return declaredScope(schema, field) ?? declaredScope(schema, type);
}

/** The scope that a type or a field declares for itself. */
export function declaredScope(schema: GraphQLSchema, { astNode }: Declaring): string | undefined {
  const directive = schema.getDirective('requiresScope');
  const values = directive && astNode ? getDirectiveValues(directive, astNode) : undefined;
  return values?.['scope'] as string | undefined;
}
