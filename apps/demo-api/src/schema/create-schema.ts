import {
  buildSchema,
  GraphQLError,
  isAbstractType,
  isEnumType,
  isObjectType,
  isScalarType,
  type GraphQLSchema,
} from 'graphql';
import { accountResolvers } from '../account/account-resolvers';
import { accountSchema } from '../account/account-schema';
import { controlResolvers } from '../control/control-resolvers';
import { controlSchema } from '../control/control-schema';
import type { Device } from '../device/device';
import { deviceResolvers, typeOfKind } from '../device/device-resolvers';
import { deviceSchema } from '../device/device-schema';
import { dispatchResolvers } from '../dispatch/dispatch-resolvers';
import { dispatchSchema } from '../dispatch/dispatch-schema';
import { preferenceResolvers } from '../preference/preference-resolvers';
import { preferenceSchema } from '../preference/preference-schema';
import { baseSchema } from './base-schema';
import { guardFields } from './guard-fields';
import { declaredScope } from './required-scope';
import type { Resolvers } from './resolver';
import { scalars } from './scalars';

/** The schema as its authors wrote it, scopes included. */
export const schemaText = [
  baseSchema,
  accountSchema,
  deviceSchema,
  controlSchema,
  preferenceSchema,
  dispatchSchema,
]
  .map((text) => text.replace(/^ {2}/gm, '').trim())
  .join('\n\n')
  .concat('\n');

const rooms: Resolvers[] = [
  accountResolvers,
  deviceResolvers,
  controlResolvers,
  preferenceResolvers,
  dispatchResolvers,
];

/** Makes the schema that is executed: with resolvers, and a guard before every field. */
export function createSchema(): GraphQLSchema {
  const schema = buildSchema(schemaText);
  for (const room of rooms) attachResolvers(schema, room);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type)) Object.assign(type, scalars[type.name]);
    if (isAbstractType(type)) type.resolveType = ({ kind }: Device) => typeOfKind[kind];
    // Inside, values are written as in the database and in JSON.
    if (isEnumType(type) && !type.name.startsWith('__')) {
      for (const value of type.getValues()) value.value = value.name.toLowerCase();
    }
  }
  describeScopes(schema);
  guardFields(schema);
  return schema;
}

function attachResolvers(schema: GraphQLSchema, room: Resolvers): void {
  for (const [typeName, resolvers] of Object.entries(room)) {
    const type = schema.getType(typeName);
    for (const [fieldName, resolver] of Object.entries(resolvers)) {
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      if (!field) throw new GraphQLError(`the schema has no field ${typeName}.${fieldName}`);
      field.resolve = resolver as unknown as typeof field.resolve;
    }
  }
}

/** Introspection shows no directives: so the words about a root field say which scope it needs. */
function describeScopes(schema: GraphQLSchema): void {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      field.description = `${field.description ?? ''} Needs the scope \`${declaredScope(schema, field)}\`.`;
    }
  }
}
