import {
  getNullableType,
  isListType,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { foldOperation, type SelectedField } from './fold-operation';
import { documentError } from './request-error';

const costLimit = 10_000;
// How many entries a list has that cannot be asked for in parts.
const usualListSize = 5;

/**
 * Refuses an operation that would resolve too many fields. The cost of a field is one, and for a list as many
 * times what is selected of its entries as there may be: the `first` that was asked for, given in the document or
 * by a variable.
 *
 * @param variables as they were sent, of the right types
 * @throws RequestError that names the cost and the limit
 */
export function checkOperationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): void {
  const cost = foldOperation<number>(schema, document, operation, {
    empty: 0,
    both: (one, other) => one + other,
    field: (selected, below) => 1 + listSize(selected, operation, variables) * below,
  });
  if (cost <= costLimit) return;
  throw documentError(
    'DOCUMENT_TOO_COMPLEX',
    `the operation may cost at most ${costLimit}, and costs ${cost}: ask for smaller parts of lists`,
  );
}

function listSize(
  { node, field }: SelectedField,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  if (!isListType(getNullableType(field.type))) return 1;
  const first = field.args.find(({ name }) => name === 'first');
  if (!first) return usualListSize;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  const asked = given ? readNumber(given, operation, variables) : undefined;
  return Math.max(asked ?? Number(first.defaultValue), 1);
}

function readNumber(
  value: ValueNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind !== Kind.VARIABLE) return undefined;
  const name = value.name.value;
  const sent = variables[name];
  if (typeof sent === 'number') return sent;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue && readNumber(definition.defaultValue, operation, {});
}
