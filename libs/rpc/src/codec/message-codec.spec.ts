import { deepStrictEqual } from 'node:assert';
import { create, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { ListValueSchema, StructSchema, TimestampSchema, ValueSchema } from '@bufbuild/protobuf/wkt';
import * as contracts from '@latchkey/contracts';
import fc from 'fast-check';
import { arbitraryInit, type Init } from '../testing/arbitrary-message';
import { EveryKindSchema } from '../testing/test-messages';
import { codecOf } from './message-codec';

const ofContracts = Object.values(contracts).filter(
  (exported): exported is typeof exported & DescMessage =>
    typeof exported === 'object' && 'kind' in exported && exported.kind === 'message',
);
const schemas: DescMessage[] = [
  ...ofContracts,
  EveryKindSchema,
  TimestampSchema,
  StructSchema,
  ValueSchema,
  ListValueSchema,
];

const asEver = (schema: DescMessage, init: Init) => Buffer.from(toBinary(schema, create(schema, init)));
const read = (schema: DescMessage, bytes: Uint8Array) =>
  fromBinary(schema, bytes, { readUnknownFields: false });

describe('the messages of the contracts', () => {
  it('are all there', () => {
    expect(ofContracts.length).toBeGreaterThan(150);
  });
});

describe.each(schemas.map((schema) => [schema.typeName, schema] as const))('%s', (_name, schema) => {
  const codec = codecOf(schema);
  const inits = arbitraryInit(schema);
  const numRuns = schema === EveryKindSchema ? 300 : 20;

  it('is encoded as protobuf-es encodes it', () => {
    const property = fc.property(inits, (init) => {
      const bytes = asEver(schema, init);
      deepStrictEqual(codec.encode(init), bytes);
      deepStrictEqual(codec.encode(create(schema, init)), bytes);
    });
    fc.assert(property, { numRuns });
  });

  it('is decoded into what protobuf-es decodes', () => {
    const property = fc.property(inits, (init) => {
      const bytes = asEver(schema, init);
      deepStrictEqual(codec.decode(bytes), read(schema, bytes));
    });
    fc.assert(property, { numRuns });
  });

  it('is never read as something else from damaged bytes', () => {
    const property = fc.property(inits, damage, (init, damaged) => {
      const bytes = damaged(asEver(schema, init));
      let message: object;
      try {
        message = codec.decode(bytes);
      } catch {
        return;
      }
      deepStrictEqual(message, read(schema, bytes));
    });
    fc.assert(property, { numRuns: numRuns * 2 });
  });
});

/** Cuts bytes off, changes some, puts two messages behind each other, or has bytes that mean nothing. */
const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.nat(400).map((length) => (bytes: Buffer) => bytes.subarray(0, length)),
  fc.uint8Array({ maxLength: 60 }).map((other) => () => Buffer.from(other)),
  fc.constant((bytes: Buffer) => Buffer.concat([bytes, bytes])),
  fc
    .array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 3 })
    .map((changes) => (bytes: Buffer) => {
      const changed = Buffer.from(bytes);
      for (const [at, byte] of changes) if (at < changed.length) changed[at] = byte;
      return changed;
    }),
);
