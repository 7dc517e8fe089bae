import { buildSchema, execute, parse, type ExecutionResult } from 'graphql';
import type { Principal } from '../principal/principal';
import { guardFields } from './guard-fields';

const schema = buildSchema(/* GraphQL */ `
  directive @requiresScope(scope: String!) on OBJECT | INTERFACE | FIELD_DEFINITION
  type Query {
    open: String @requiresScope(scope: "a")
    forgotten: String
    thing: Thing @requiresScope(scope: "a")
    bare: Bare @requiresScope(scope: "a")
  }
  type Thing @requiresScope(scope: "a") {
    plain: String
    secret: String @requiresScope(scope: "b")
  }
  type Bare {
    plain: String
  }
`);
guardFields(schema);

const rootValue = {
  open: 'open',
  forgotten: 'forgotten',
  thing: { plain: 'plain', secret: 'secret' },
  bare: { plain: 'plain' },
};

function resolve(source: string, scopes?: string[]): ExecutionResult {
  const principal: Principal | undefined = scopes && { kind: 'client', clientId: 'c', scopes };
  return execute({
    schema,
    document: parse(source),
    rootValue,
    contextValue: { principal },
  }) as ExecutionResult;
}

describe('guardFields', () => {
  it('resolves a field for a token with its scope', () => {
    expect(resolve('{ open }', ['a']).data).toEqual({ open: 'open' });
  });

  it.each([
    ['a token without the scope', ['b']],
    ['a token with a scope of a longer name', ['ab', 'A']],
    ['a token without any', []],
    ['no token', undefined],
  ])('refuses it to %s, and names what is missing', (_, scopes) => {
    const { data, errors } = resolve('{ open }', scopes);
    expect(data).toEqual({ open: null });
    expect(errors?.[0]?.originalError).toMatchObject({
      code: 'INSUFFICIENT_SCOPE',
      message: 'Query.open needs the scope a',
      details: { requiredScopes: ['a'] },
    });
  });

  it('refuses a field that declares no scope to everybody', () => {
    const { data, errors } = resolve('{ forgotten }', ['a', 'b']);
    expect(data).toEqual({ forgotten: null });
    expect(errors?.[0]?.message).toBe('no scope opens Query.forgotten');
  });

  it('holds the scope of a type for its fields, unless one declares another', () => {
    expect(resolve('{ thing { plain secret } }', ['a']).data).toEqual({
      thing: { plain: 'plain', secret: null },
    });
    expect(resolve('{ thing { plain secret } }', ['a', 'b']).data).toEqual({
      thing: { plain: 'plain', secret: 'secret' },
    });
  });

  it('refuses the fields of a type that declares none, however they are reached', () => {
    expect(resolve('{ bare { plain } }', ['a', 'b']).data).toEqual({ bare: { plain: null } });
  });
});
