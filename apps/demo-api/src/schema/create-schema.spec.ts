import { isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, isUnionType } from 'graphql';
import { createSchema, schemaText } from './create-schema';
import { declaredScope, requiredScope } from './required-scope';

const knownScopes = ['flex:read', 'flex:control'];

describe('the schema', () => {
  const schema = createSchema();
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));

  it('declares a scope for every root field: flex:read for queries, flex:control for mutations', () => {
    const [queries, mutations] = roots.map((root) => Object.values(root?.getFields() ?? {}));
    expect(queries?.length).toBeGreaterThan(5);
    expect(mutations?.length).toBeGreaterThan(7);
    for (const field of queries ?? []) {
      expect([field.name, declaredScope(schema, field)]).toEqual([field.name, 'flex:read']);
    }
    for (const field of mutations ?? []) {
      expect([field.name, declaredScope(schema, field)]).toEqual([field.name, 'flex:control']);
    }
  });

  it('declares a scope for every other object type and interface', () => {
    for (const type of withFields.filter((type) => !roots.includes(type as never))) {
      expect([type.name, declaredScope(schema, type)]).toEqual([type.name, 'flex:read']);
    }
  });

  it('leaves no field to anybody without a scope, and asks for none that the registry does not know', () => {
    for (const type of withFields) {
      for (const field of Object.values(type.getFields())) {
        expect(knownScopes).toContain(requiredScope(schema, type, field));
      }
    }
  });

  it('tells no more of an interface than of what implements it', () => {
    expect(types.filter(isUnionType)).toEqual([]);
    for (const type of withFields) {
      for (const one of type.getInterfaces()) {
        expect(declaredScope(schema, type)).toBe(declaredScope(schema, one));
      }
    }
  });

  it('says in words, too, which scope a root field needs: introspection shows no directives', () => {
    expect(schema.getMutationType()?.getFields()['boost']?.description).toMatch(
      /^Has a device .* Needs the scope `flex:control`\.$/,
    );
  });

  it('describes every root field, argument of input and type that is not plain from its name', () => {
    for (const root of roots) {
      for (const { description } of Object.values(root?.getFields() ?? {})) {
        expect(description).toMatch(/\S.* Needs/);
      }
    }
    expect(types.some(isInputObjectType)).toBe(true);
  });

  it('can be read as it was written, scopes included', () => {
    expect(schemaText).toContain(
      'boost(deviceId: ID!, minutes: Int! = 60): Device! @requiresScope(scope: "flex:control")',
    );
    expect(schemaText).not.toMatch(/^ {3,}type/m);
  });
});
