import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { isUnwrapped, type Members } from './encode-field';
import type { Reader } from './reader';
import { scalarOf } from './scalars';
import { tagOf, wireType } from './wire-type';

/** Reads a field whose tag has been read into a message. */
export type DecodeField = (reader: Reader, message: Members) => void;

/** Reads messages of a schema. */
export interface MessageDecoder {
  /** Creates a message without any field. */
  empty(): Members;
  /** Reads fields into a message, up to the end of what the reader is in. */
  readInto(reader: Reader, message: Members): void;
}

/** Reads a value. @param before what the field holds already, which messages are merged with */
type DecodeValue = (reader: Reader, before: unknown) => unknown;

/**
 * Compiles how a field is read, by the tags that may stand before it.
 *
 * @param decoderOf finds how a message is read that the field holds
 */
export function decodeField(
  field: DescField,
  decoderOf: (schema: DescMessage) => MessageDecoder,
): [tag: number, decode: DecodeField][] {
  const value: DecodeValue = field.message ? message(decoderOf(field.message)) : scalarOf(field).read;
  const valueType = field.message ? wireType.lengthDelimited : scalarOf(field).wireType;
  const tag = tagOf(field.number, valueType);
  switch (field.fieldKind) {
    case 'list': {
      const one: [number, DecodeField] = [tag, item(field.localName, value)];
      if (valueType === wireType.lengthDelimited) return [one];
      return [one, [tagOf(field.number, wireType.lengthDelimited), packed(one[1])]];
    }
    case 'map':
      return [[tagOf(field.number, wireType.lengthDelimited), entry(field, value, decoderOf)]];
    case 'message':
    case 'scalar':
    case 'enum':
      if (field.oneof) return [[tag, member(field.localName, field.oneof.localName, value)]];
      return [[tag, singular(field.localName, isUnwrapped(field) ? unwrapped(value) : value)]];
  }
}

function singular(name: string, read: DecodeValue): DecodeField {
  return (reader, message) => {
    message[name] = read(reader, message[name]);
  };
}

function unwrapped(read: DecodeValue): DecodeValue {
  return (reader, before) => {
    const wrapper = read(reader, before === undefined ? undefined : { value: before });
    return (wrapper as { value: unknown }).value;
  };
}

function member(name: string, oneof: string, read: DecodeValue): DecodeField {
  return (reader, message) => {
    const before = message[oneof] as { case?: unknown; value?: unknown };
    message[oneof] = { case: name, value: read(reader, before.case === name ? before.value : undefined) };
  };
}

function item(name: string, read: DecodeValue): DecodeField {
  return (reader, message) => {
    const items = message[name] as unknown[];
    // An array grows for sixteen items at its first one, and most lists have no second.
    if (items.length === 0) message[name] = [read(reader, undefined)];
    else items.push(read(reader, undefined));
  };
}

function packed(readItem: DecodeField): DecodeField {
  return (reader, message) => {
    const outerEnd = reader.enter();
    while (reader.hasMore()) readItem(reader, message);
    reader.leave(outerEnd);
  };
}

function entry(
  field: DescField,
  read: DecodeValue,
  decoderOf: (schema: DescMessage) => MessageDecoder,
): DecodeField {
  const name = field.localName;
  const keyTag = tagOf(1, wireType.lengthDelimited);
  const valueTag = tagOf(2, field.message ? wireType.lengthDelimited : scalarOf(field).wireType);
  const zero = field.message
    ? () => decoderOf(field.message as DescMessage).empty()
    : () => scalarOf(field).zero;
  return (reader, message) => {
    let key = '';
    let value: unknown;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      const tag = reader.tag();
      if (tag === keyTag) key = reader.text();
      else if (tag === valueTag) value = read(reader, undefined);
      else throw new RangeError('an entry of a map has a key and a value alone');
    }
    reader.leave(outerEnd);
    // Assigned, it would become the prototype of the map instead of an entry.
    if (key === '__proto__') return;
    (message[name] as Members)[key] = value === undefined ? zero() : value;
  };
}

function message({ empty, readInto }: MessageDecoder): DecodeValue {
  return (reader, before) => {
    const message = before === undefined ? empty() : (before as Members);
    const outerEnd = reader.enter();
    readInto(reader, message);
    reader.leave(outerEnd);
    return message;
  };
}
