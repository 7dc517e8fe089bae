import type { DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as FieldPresence } from '@bufbuild/protobuf/wkt';
import { decodeField, type DecodeField, type MessageDecoder } from './decode-field';
import type { Members } from './encode-field';
import type { Reader } from './reader';
import { scalarOf } from './scalars';

const decoders = new WeakMap<DescMessage, MessageDecoder>();

/** Compiles how messages are read, once for each schema. */
export function messageDecoder(schema: DescMessage): MessageDecoder {
  const known = decoders.get(schema);
  if (known) return known;
  const byTag = new Map<number, DecodeField>();
  const numbers = new Set(schema.fields.map(({ number }) => number));
  const decoder = { empty: emptyMessage(schema), readInto };
  // Known before its fields are, which may hold this very message.
  decoders.set(schema, decoder);
  for (const field of schema.fields)
    for (const [tag, decode] of decodeField(field, messageDecoder)) byTag.set(tag, decode);
  return decoder;

  function readInto(reader: Reader, message: Members): void {
    while (reader.hasMore()) {
      const tag = reader.tag();
      const decode = byTag.get(tag);
      if (decode) decode(reader, message);
      else if (numbers.has(tag >>> 3))
        throw new TypeError(`${schema.typeName}: field ${tag >>> 3} is of another type`);
      // A peer that is newer may say more.
      else reader.skip(tag & 7);
    }
  }
}

/** Compiles how a message without any field is made: its members are in the order of the contract. */
function emptyMessage(schema: DescMessage): () => Members {
  const members = schema.members.filter(isAlwaysThere).map(({ localName }) => localName);
  const zeros = schema.members.filter(isAlwaysThere).map(zeroOf);
  return () => {
    const message: Members = { $typeName: schema.typeName };
    for (let index = 0; index < members.length; index++) message[members[index]!] = zeros[index]!();
    return message;
  };
}

/** Messages, and what the contract calls optional, are absent until they are read. */
function isAlwaysThere(member: DescField | DescOneof): boolean {
  return member.kind === 'oneof' || member.presence === FieldPresence.IMPLICIT;
}

function zeroOf(member: DescField | DescOneof): () => unknown {
  if (member.kind === 'oneof') return () => ({ case: undefined });
  if (member.fieldKind === 'list') return () => [];
  if (member.fieldKind === 'map') return () => ({});
  const { zero } = scalarOf(member);
  return () => zero;
}
