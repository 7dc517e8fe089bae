import { ScalarType, type DescField, type DescMessage, type DescOneof } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import fc, { type Arbitrary } from 'fast-check';

/** What a message can be made from, by the names of its members. */
export type Init = Record<string, unknown>;

const deepest = 2;

/** Whatever a message of this schema may be made from: every member may be absent, zero or anything that fits. */
export function arbitraryInit(schema: DescMessage, depth = 0): Arbitrary<Init> {
  const members = schema.members.flatMap((member) => {
    const value = arbitraryMember(member, depth);
    return value ? [[member.localName, value] as const] : [];
  });
  return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

function arbitraryMember(member: DescField | DescOneof, depth: number): Arbitrary<unknown> | undefined {
  if (member.kind === 'oneof') {
    const cases = member.fields
      .filter((field) => !field.message || depth < deepest)
      .map((field) => fc.record({ case: fc.constant(field.localName), value: arbitraryValue(field, depth) }));
    return fc.oneof(fc.constant({ case: undefined }), ...cases);
  }
  if (member.message && depth >= deepest) return undefined;
  const value = arbitraryValue(member, depth);
  if (member.fieldKind === 'list') return fc.array(value, { maxLength: 3 });
  if (member.fieldKind === 'map')
    return fc.dictionary(arbitraryKey, value, { maxKeys: 3, noNullPrototype: true });
  return fc.option(value, { nil: undefined });
}

function arbitraryValue(field: DescField, depth: number): Arbitrary<unknown> {
  const { message } = field;
  if (!message) return arbitraryScalar(field.scalar ?? ScalarType.INT32);
  if (field.fieldKind === 'message' && !field.oneof && isWrapperDesc(message))
    return arbitraryScalar(message.fields[0]?.scalar ?? ScalarType.INT32);
  return arbitraryInit(message, depth + 1);
}

// protobuf-es drops a mark at the beginning of a text, which the codec keeps.
const arbitraryText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
    fc.constantFrom('', '\0', 'a\uD800b', '\uDC00', 'é'.repeat(64)),
  )
  .map((text) => text.replaceAll('\uFEFF', ''));

// Keys that name a part of every object are for specs of their own.
const arbitraryKey = arbitraryText.filter((key) => !(key in {}));

function arbitraryScalar(type: ScalarType): Arbitrary<unknown> {
  switch (type) {
    case ScalarType.STRING:
      return arbitraryText;
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 200 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.INT64:
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.bigInt({ min: -200n, max: 200n }),
      );
    case ScalarType.UINT64:
      return fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 200n }));
    case ScalarType.UINT32:
      return fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
    case ScalarType.FLOAT:
      return fc.float();
    case ScalarType.DOUBLE:
      return fc.double();
    case ScalarType.INT32:
      return fc.oneof(fc.integer({ min: -200, max: 200 }), fc.integer());
    case ScalarType.SINT32:
    case ScalarType.SINT64:
    case ScalarType.FIXED32:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED32:
    case ScalarType.SFIXED64:
      throw new Error(`${ScalarType[type]} is not carried`);
  }
}
