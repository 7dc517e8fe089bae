import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { ScalarType } from '@bufbuild/protobuf';
import { Edition } from '@bufbuild/protobuf/wkt';
import { scalars } from './scalars';

/** Throws when a message, or one that it holds, uses what the codec does not carry. */
export function assertSupported(schema: DescMessage, seen = new Set<DescMessage>()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  if (schema.file.edition !== Edition.EDITION_PROTO3)
    throw new TypeError(`${schema.typeName}: only messages of proto3 are carried`);
  for (const field of schema.fields) {
    const reason = obstacle(field);
    if (reason) throw new TypeError(`${schema.typeName}.${field.name}: ${reason}`);
    if (field.message) assertSupported(field.message, seen);
  }
}

function obstacle(field: DescField): string | undefined {
  const { scalar, enum: enumeration, message } = field;
  if (scalar !== undefined && !scalars[scalar]) return `${ScalarType[scalar]} is not carried`;
  if ('longAsString' in field && field.longAsString) return 'jstype is not carried';
  if (enumeration && !enumeration.open) return 'closed enumerations are not carried';
  if (field.fieldKind === 'map' && field.mapKey !== ScalarType.STRING)
    return 'only maps with strings as keys are carried';
  // protobuf-es shows it as plain JSON everywhere but there.
  if (message?.typeName === 'google.protobuf.Struct' && field.parent.typeName !== 'google.protobuf.Value')
    return 'google.protobuf.Struct is not carried';
  return undefined;
}
