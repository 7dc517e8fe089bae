import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BytesValueSchema, Int64ValueSchema, StringValueSchema } from '@bufbuild/protobuf/wkt';
import {
  AuditEventSchema,
  IntrospectTokensResponseSchema,
  TokenIntrospectionSchema,
  TokenOutcomeSchema,
} from '@latchkey/contracts';
import { EveryKindSchema } from '../testing/test-messages';
import { codecOf } from './message-codec';
import { wireType } from './wire-type';

const text = codecOf(StringValueSchema);
const everyKind = codecOf(EveryKindSchema);
const asEver = (init: object) =>
  Buffer.from(toBinary(EveryKindSchema, create(EveryKindSchema, init as never)));

describe('a value that its field does not take', () => {
  it.each([
    ['a number for a text', { oneString: 5 }, 'one_string has to be a string'],
    ['a text for a number', { oneInt32: 'five' }, 'one_int32 has to be an int32'],
    ['a fraction', { oneInt32: 1.5 }, 'one_int32 has to be an int32'],
    ['a number beyond 32 bits', { oneInt32: 2 ** 31 }, 'one_int32 has to be an int32'],
    ['a number below 32 bits', { oneInt32: -(2 ** 31) - 1 }, 'one_int32 has to be an int32'],
    ['NaN', { oneInt32: NaN }, 'one_int32 has to be an int32'],
    ['a negative number without a sign', { oneUint32: -1 }, 'one_uint32 has to be a uint32'],
    ['a number beyond 64 bits', { oneInt64: 2n ** 63n }, 'one_int64 has to be an int64'],
    ['a negative bigint without a sign', { oneUint64: -1n }, 'one_uint64 has to be a uint64'],
    ['words for a bigint', { oneInt64: 'many' }, 'one_int64 has to be an int64'],
    ['a float beyond 32 bits', { oneFloat: 1e39 }, 'one_float has to be a float'],
    ['a text for a double', { oneDouble: '1' }, 'one_double has to be a double'],
    ['a text for a boolean', { oneBool: 'yes' }, 'one_bool has to be a bool'],
    ['a text for bytes', { oneBytes: 'bytes' }, 'one_bytes has to be bytes'],
    ['a text for a message', { probe: 'message' }, 'probe has to be a message'],
    ['an array for a message', { probe: [] }, 'probe has to be a message'],
    ['a text for a list', { manyString: 'abc' }, 'many_string has to be an array'],
    ['a list with a hole', { manyString: ['a', undefined] }, 'many_string has to be a string'],
    ['a list of messages with a hole', { probes: [undefined] }, 'probes has to be a message'],
    ['a list of numbers with a text', { manyInt32: [1, 'two'] }, 'many_int32 has to be an int32'],
    ['a text for a map', { pairs: 'abc' }, 'pairs has to be an object'],
    ['a map without a value', { pairs: { key: undefined } }, 'pairs has to be a message'],
    [
      'another one among the chosen',
      { choice: { case: 'chosenInt32', value: 'x' } },
      'chosen_int32 has to be an int32',
    ],
    ['another one in a wrapper', { wrappedString: 5 }, 'StringValue.value has to be a string'],
  ])('is refused: %s', (_name, init, message) => {
    expect(() => everyKind.encode(init)).toThrow(message);
  });

  it('is not told in the error', () => {
    expect(() => everyKind.encode({ oneInt32: 'a secret' })).toThrow(
      new TypeError('latchkey.test.v1.Probe.one_int32 has to be an int32'),
    );
  });

  it('leaves nothing behind in the next message', () => {
    const long = 'x'.repeat(100_000);
    for (const before of ['a', 'a'.repeat(60_000), long]) {
      expect(() => everyKind.encode({ oneString: before, probe: { manyString: [before, 5] } })).toThrow();
      expect(text.decode(text.encode({ value: 'next' })).value).toBe('next');
    }
  });
});

describe('what is written', () => {
  it('is a zero only where zero is said and not assumed', () => {
    const zeros = {
      oneString: '',
      oneInt32: 0,
      oneInt64: 0n,
      oneBool: false,
      oneBytes: new Uint8Array(0),
      oneDouble: 0,
    };
    expect(everyKind.encode(zeros)).toHaveLength(0);
    for (const said of [
      { optionalText: '' },
      { optionalCount: 0 },
      { oneDouble: -0 },
      { wrappedBool: false },
      { choice: { case: 'chosenString', value: '' } },
      { choice: { case: 'chosenInt32', value: undefined } },
      { choice: { case: 'chosenProbe', value: undefined } },
      { manyInt32: [0] },
    ]) {
      expect(everyKind.encode(said).length).toBeGreaterThan(0);
      expect(everyKind.encode(said)).toEqual(asEver(said));
    }
  });

  it('is nothing for what is undefined or null, or for a choice that is unknown', () => {
    for (const value of [undefined, null])
      expect(
        everyKind.encode({
          oneString: value,
          optionalText: value,
          probe: value,
          probes: value,
          pairs: value,
        }),
      ).toHaveLength(0);
    expect(codecOf(TokenOutcomeSchema).encode({ outcome: { case: undefined } })).toHaveLength(0);
    expect(everyKind.encode({ choice: { case: 'unheardOf', value: 1 } })).toHaveLength(0);
  });

  it('takes whole numbers and numerals for a bigint, and numbers for bytes', () => {
    for (const init of [
      { oneInt64: -5 },
      { oneInt64: '-5' },
      { oneUint64: '18446744073709551615' },
      { oneInt64: '0' },
    ])
      expect(everyKind.encode(init)).toEqual(asEver(init));
    expect(everyKind.encode({ oneBytes: [1, 2, 3] })).toEqual(asEver({ oneBytes: [1, 2, 3] }));
    expect(
      codecOf(Int64ValueSchema).decode(codecOf(Int64ValueSchema).encode({ value: -(2n ** 63n) })).value,
    ).toBe(-(2n ** 63n));
  });

  it('has U+FFFD in place of half a surrogate pair, in short and long texts', () => {
    for (const length of [0, 40, 50, 2_000]) {
      const around = 'x'.repeat(length);
      expect(text.decode(text.encode({ value: `${around}\uD800${around}` })).value).toBe(
        `${around}\uFFFD${around}`,
      );
    }
  });

  it('has lengths of every size', () => {
    // Lengths in bytes on both sides of those where the length itself takes a byte more, and of a slab.
    const lengths = [0, 1, 47, 48, 49, 127, 128, 16_383, 16_384, 65_530, 65_536, 2_097_151, 2_097_152];
    for (const character of ['a', 'é', '€', '😀']) {
      for (const length of lengths) {
        const oneString = character.repeat(Math.ceil(length / Buffer.byteLength(character)));
        const init = { oneString, probe: { oneString, probes: [{ oneString }, {}] } };
        expect(everyKind.encode(init).equals(asEver(init))).toBe(true);
      }
    }
  });

  it('is not touched by what is written after it, however many slabs are filled', () => {
    const values = Array.from({ length: 3_000 }, (_, index) => String(index).repeat(1 + (index % 90)));
    const written = values.map((value) => text.encode({ value }));
    expect(written.map((bytes) => fromBinary(StringValueSchema, bytes).value)).toEqual(values);
  });

  it('does not hold what was encoded when a message encodes another one', () => {
    const inner: Buffer[] = [];
    const outer = text.encode({
      get value() {
        inner.push(text.encode({ value: 'inner' }));
        return 'outer';
      },
    });
    expect(text.decode(outer).value).toBe('outer');
    expect(inner.map((bytes) => text.decode(bytes).value)).toEqual(['inner']);
  });

  it('follows fields that were encoded before', () => {
    const part = codecOf(TokenIntrospectionSchema).encode({ active: true, clientId: 'web' });
    const response = create(IntrospectTokensResponseSchema);
    const data = Buffer.concat([Buffer.of(part.length), part]);
    response.$unknown = [{ no: 1, wireType: wireType.lengthDelimited, data }];
    const { introspections } = codecOf(IntrospectTokensResponseSchema).decode(
      codecOf(IntrospectTokensResponseSchema).encode(response),
    );
    expect(introspections).toEqual([create(TokenIntrospectionSchema, { active: true, clientId: 'web' })]);
  });

  it('is not changed by what its maker does to the bytes that it held', () => {
    const value = Buffer.from('before');
    const bytes = codecOf(BytesValueSchema).encode({ value });
    value.fill(0);
    expect(Buffer.from(codecOf(BytesValueSchema).decode(bytes).value).toString()).toBe('before');
  });
});

describe('what is read', () => {
  it('has lists and maps of its own', () => {
    const audit = codecOf(AuditEventSchema);
    const [one, other] = [audit.decode(Buffer.alloc(0)), audit.decode(Buffer.alloc(0))];
    expect(one.details).not.toBe(other.details);
    one.details.reason = 'only here';
    expect(other.details).toEqual({});
  });
});
