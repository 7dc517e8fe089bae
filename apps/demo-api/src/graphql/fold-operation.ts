import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A field that an operation selects, where it selects it. */
export interface SelectedField {
  node: FieldNode;
  type: GraphQLNamedType;
  field: GraphQLField<unknown, unknown>;
}

/** How {@link foldOperation} makes one result of many. */
export interface Fold<Result> {
  /** Result of nothing at all. */
  empty: Result;
  /** Result of a field, given that of what is selected below it. */
  field(selected: SelectedField, below: Result): Result;
  /** Result of two things that stand side by side. */
  both(one: Result, other: Result): Result;
}

/**
 * Goes through all that a valid operation selects and makes one result of it, from the leaves up. A fragment is
 * gone through once, however often it is used. Fields about the schema itself are left out.
 */
export function foldOperation<Result>(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  fold: Fold<Result>,
): Result {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const ofFragments = new Map<string, Result>();

  const ofFragment = (name: string): Result => {
    const fragment = fragments.get(name);
    const known = ofFragments.get(name);
    if (known !== undefined || !fragment) return known ?? fold.empty;
    const type = schema.getType(fragment.typeCondition.name.value);
    const result = ofSelections(fragment.selectionSet, type);
    ofFragments.set(name, result);
    return result;
  };

  const ofField = (node: FieldNode, type: GraphQLNamedType | undefined): Result => {
    const hasFields = isObjectType(type) || isInterfaceType(type);
    const field = hasFields ? type.getFields()[node.name.value] : undefined;
    if (!type || !field) return fold.empty;
    const below = node.selectionSet ? ofSelections(node.selectionSet, getNamedType(field.type)) : fold.empty;
    return fold.field({ node, type, field }, below);
  };

  const ofSelections = ({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): Result =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return fold.both(sum, ofField(selection, type));
      if (selection.kind === Kind.FRAGMENT_SPREAD) return fold.both(sum, ofFragment(selection.name.value));
      const condition = selection.typeCondition?.name.value;
      const narrowed = condition === undefined ? type : schema.getType(condition);
      return fold.both(sum, ofSelections(selection.selectionSet, narrowed));
    }, fold.empty);

  return ofSelections(operation.selectionSet, schema.getRootType(operation.operation) ?? undefined);
}
