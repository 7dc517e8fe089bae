import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as FieldPresence, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { scalarOf, type Scalar } from './scalars';
import { tagOf, wireType } from './wire-type';
import type { Writer } from './writer';

/** A message, or what one is made from, by the names of its members. */
export type Members = Record<string, unknown>;

/** Writes what a message holds of one field, or of all its fields. */
export type EncodeMembers = (writer: Writer, members: Members) => void;

/** Writes a value that is there, with its tag. */
type EncodeValue = (writer: Writer, value: unknown) => void;

/**
 * Compiles how a field is written.
 *
 * @param encoderOf finds how a message is written that the field holds
 */
export function encodeField(
  field: DescField,
  encoderOf: (schema: DescMessage) => EncodeMembers,
): EncodeMembers {
  const value = (number: number): EncodeValue =>
    field.message ? message(field, number, encoderOf(field.message)) : scalar(field, number, scalarOf(field));
  switch (field.fieldKind) {
    case 'list':
      return list(field, field.packed ? undefined : value(field.number));
    case 'map':
      return map(field, value(2));
    case 'message':
    case 'scalar':
    case 'enum':
      return singular(field, isUnwrapped(field) ? wrapped(value(field.number)) : value(field.number));
  }
}

/** Whether a field shows the value of a wrapper message in place of the message, as protobuf-es has it. */
export function isUnwrapped(field: DescField): boolean {
  return field.fieldKind === 'message' && !field.oneof && isWrapperDesc(field.message);
}

function wrapped(encode: EncodeValue): EncodeValue {
  return (writer, value) => encode(writer, { value });
}

function singular(field: DescField, encode: EncodeValue): EncodeMembers {
  const name = field.localName;
  if (field.oneof) return member(field, field.oneof.localName, encode);
  if (field.message || field.presence !== FieldPresence.IMPLICIT) {
    return (writer, members) => {
      const value = members[name];
      if (value !== undefined && value !== null) encode(writer, value);
    };
  }
  const { isZero } = scalarOf(field);
  return (writer, members) => {
    const value = members[name];
    if (value !== undefined && value !== null && !isZero(value)) encode(writer, value);
  };
}

/** A member of a oneof, which is written whatever its value. */
function member(field: DescField, oneof: string, encode: EncodeValue): EncodeMembers {
  const name = field.localName;
  const zero: unknown = field.message ? {} : scalarOf(field).zero;
  return (writer, members) => {
    const chosen = members[oneof] as { case?: unknown; value?: unknown } | null | undefined;
    if (chosen?.case === name) encode(writer, chosen.value === undefined ? zero : chosen.value);
  };
}

/** @param encode writes an item; undefined when they are packed */
function list(field: DescField, encode: EncodeValue | undefined): EncodeMembers {
  const name = field.localName;
  const encodeItems = encode
    ? (writer: Writer, items: unknown[]) => {
        for (let index = 0; index < items.length; index++) encode(writer, items[index]);
      }
    : packed(field, scalarOf(field));
  return (writer, members) => {
    const items = members[name];
    if (items === undefined || items === null) return;
    if (!Array.isArray(items)) throw wrongValue(field, 'an array');
    if (items.length > 0) encodeItems(writer, items);
  };
}

function packed(field: DescField, type: Scalar<unknown>): (writer: Writer, items: unknown[]) => void {
  const tag = tagOf(field.number, wireType.lengthDelimited);
  return (writer, items) => {
    writer.varint(tag);
    const begun = writer.begin(items.length);
    for (const item of items) {
      if (!type.accepts(item)) throw wrongValue(field, type.expected);
      type.write(writer, item);
    }
    writer.end(begun, items.length);
  };
}

function map(field: DescField, encode: EncodeValue): EncodeMembers {
  const name = field.localName;
  const tag = tagOf(field.number, wireType.lengthDelimited);
  const keyTag = tagOf(1, wireType.lengthDelimited);
  return (writer, members) => {
    const entries = members[name];
    if (entries === undefined || entries === null) return;
    if (!isObject(entries)) throw wrongValue(field, 'an object');
    for (const key in entries) {
      if (!Object.hasOwn(entries, key)) continue;
      writer.varint(tag);
      const begun = writer.begin(0);
      writer.varint(keyTag);
      writer.text(key);
      encode(writer, entries[key]);
      writer.end(begun, 0);
    }
  };
}

function scalar(field: DescField, number: number, type: Scalar<unknown>): EncodeValue {
  const tag = tagOf(number, type.wireType);
  return (writer, value) => {
    if (!type.accepts(value)) throw wrongValue(field, type.expected);
    writer.varint(tag);
    type.write(writer, value);
  };
}

function message(field: DescField, number: number, encode: EncodeMembers): EncodeValue {
  const tag = tagOf(number, wireType.lengthDelimited);
  // Most messages of a field are about as long as the one before: then their bytes need not be moved.
  let lastLength = 0;
  return (writer, value) => {
    if (!isObject(value)) throw wrongValue(field, 'a message');
    const expected = lastLength;
    writer.varint(tag);
    const begun = writer.begin(expected);
    encode(writer, value);
    lastLength = writer.end(begun, expected);
  };
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Says which field is wrong, and nothing of its value, which may be a secret. */
function wrongValue(field: DescField, expected: string): TypeError {
  return new TypeError(`${field.parent.typeName}.${field.name} has to be ${expected}`);
}
