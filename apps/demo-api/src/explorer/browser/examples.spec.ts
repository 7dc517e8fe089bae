import { getOperationAST, parse, validate } from 'graphql';
import { checkDocumentLimits } from '../../graphql/document-limits';
import { checkOperationCost } from '../../graphql/operation-cost';
import { createSchema } from '../../schema/create-schema';
import { examples } from './examples';

describe.each(examples)('the example $query', ({ query, variables = '{}' }) => {
  it('is valid, names its operation, and is within the limits', () => {
    const schema = createSchema();
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    expect(() => checkDocumentLimits(document)).not.toThrow();
    const operation = getOperationAST(document);
    expect(operation?.name?.value).toMatch(/^\w+$/);
    const values = JSON.parse(variables) as Record<string, unknown>;
    if (operation) expect(() => checkOperationCost(schema, document, operation, values)).not.toThrow();
  });
});
