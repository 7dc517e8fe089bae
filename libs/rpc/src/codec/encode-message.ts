import type { DescMessage, UnknownField } from '@bufbuild/protobuf';
import { encodeField, type EncodeMembers, type Members } from './encode-field';
import { tagOf } from './wire-type';
import type { Writer } from './writer';

const encoders = new WeakMap<DescMessage, EncodeMembers>();

/** Compiles how the members of a message are written, in the order of their numbers, once for each message. */
export function messageEncoder(schema: DescMessage): EncodeMembers {
  const known = encoders.get(schema);
  if (known) return known;
  const fields: EncodeMembers[] = [];
  const encode: EncodeMembers = (writer, members) => {
    for (let index = 0; index < fields.length; index++) fields[index]!(writer, members);
    if (members.$unknown !== undefined) encodeUnknown(writer, members);
  };
  // Known before its fields are, which may hold this very message.
  encoders.set(schema, encode);
  for (const field of schema.fields.toSorted((one, other) => one.number - other.number))
    fields.push(encodeField(field, messageEncoder));
  return encode;
}

/** Fields that the contract does not name, or that were encoded before, follow as they are. */
function encodeUnknown(writer: Writer, { $unknown }: Members): void {
  for (const { no, wireType, data } of $unknown as UnknownField[]) {
    writer.varint(tagOf(no, wireType));
    writer.raw(data);
  }
}
