import { create, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { CheckRequestSchema, TokenIntrospectionSchema, TokenRequestSchema } from '@latchkey/contracts';
import { EveryKindSchema } from '../testing/test-messages';
import { codecOf } from './message-codec';
import { tagOf, wireType } from './wire-type';

const everyKind = codecOf(EveryKindSchema);
const introspection = codecOf(TokenIntrospectionSchema);
const text = codecOf(StringValueSchema);

/** A field of a message, as bytes. */
const field = (number: number, type: number, ...content: number[]) => {
  const tag = [];
  for (let rest = tagOf(number, type); ; rest >>>= 7) {
    tag.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.from([...tag, ...content]);
};
const numberOf = (name: string) => EveryKindSchema.fields.find((each) => each.name === name)!.number;

describe('a malformed message is refused when', () => {
  it('it ends in the middle of a text, at every place', () => {
    const whole = toBinary(
      TokenIntrospectionSchema,
      create(TokenIntrospectionSchema, { clientId: 'a-client' }),
    );
    for (let length = 1; length < whole.length; length++)
      expect(() => introspection.decode(whole.subarray(0, length))).toThrow('ends in the middle');
  });

  it.each([
    ['a tag', Buffer.of(0x88)],
    ['a number', field(numberOf('one_int32'), wireType.varint, 0x80)],
    ['a number of 64 bits', field(numberOf('one_int64'), wireType.varint, 0xff, 0xff)],
    ['a float', field(numberOf('one_float'), wireType.fixed32, 0, 0, 0)],
    ['a double', field(numberOf('one_double'), wireType.fixed64, 0, 0, 0, 0, 0, 0, 0)],
    ['packed numbers', field(numberOf('many_int32'), wireType.lengthDelimited, 3, 1, 2)],
    ['bytes', field(numberOf('one_bytes'), wireType.lengthDelimited, 2, 1)],
    ['an unknown number', field(5000, wireType.varint, 0x80)],
    ['an unknown text', field(5000, wireType.lengthDelimited, 2, 1)],
    ['unknown bytes of fixed length', field(5000, wireType.fixed64, 0)],
  ])('it ends in the middle of %s', (_name, bytes) => {
    expect(() => everyKind.decode(bytes)).toThrow('ends in the middle');
  });

  it('a length reaches beyond four gigabytes', () => {
    expect(() => text.decode(field(1, wireType.lengthDelimited, 0xff, 0xff, 0xff, 0xff, 0x0f))).toThrow(
      RangeError,
    );
  });

  it('a field inside reaches beyond the message around it', () => {
    // The inner text says that it has two bytes; the second one belongs to the outer message.
    const bytes = Buffer.concat([
      field(numberOf('probe'), wireType.lengthDelimited, 3),
      field(numberOf('one_string'), 2, 2, 0x61),
      Buffer.of(0x62),
    ]);
    expect(() => everyKind.decode(bytes)).toThrow('ends in the middle');
  });

  it.each(['one_int32', 'one_int64', 'one_bool'])('the number of %s takes more than ten bytes', (name) => {
    const long = field(numberOf(name), wireType.varint, ...Array<number>(10).fill(0xff), 1);
    expect(() => everyKind.decode(long)).toThrow('more than ten bytes');
  });

  it('a tag takes more than 32 bits', () => {
    expect(() => text.decode(Buffer.of(0x8a, 0x80, 0x80, 0x80, 0x10, 0x00))).toThrow('no number of a field');
    expect(() => text.decode(Buffer.of(0x8a, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00))).toThrow(
      'no number of a field',
    );
  });

  it('a field has the number zero', () => {
    expect(() => text.decode(Buffer.of(0x02, 0x00))).toThrow('no number of a field');
  });

  it.each([
    ['a text that is a number', field(numberOf('one_string'), wireType.varint, 1)],
    ['a number that is a text', field(numberOf('one_int32'), wireType.lengthDelimited, 1, 0x61)],
    ['a message that is a number', field(numberOf('probe'), wireType.varint, 1)],
    ['a list of texts with a number', field(numberOf('many_string'), wireType.varint, 1)],
    ['a float that is a double', field(numberOf('one_float'), wireType.fixed64, 0, 0, 0, 0, 0, 0, 0, 0)],
  ])('it holds %s', (_name, bytes) => {
    expect(() => everyKind.decode(bytes)).toThrow('is of another type');
  });

  it.each([3, 4, 6, 7])('an unknown field is of the wire type %i', (type) => {
    expect(() => everyKind.decode(field(5000, type, 0))).toThrow('groups are not carried');
  });

  it('a text is not UTF-8', () => {
    const malformed = [
      [0xff],
      [0xc3],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0x61, 0x80],
    ];
    for (const bytes of malformed)
      expect(() => text.decode(field(1, wireType.lengthDelimited, bytes.length, ...bytes))).toThrow(
        'not valid',
      );
  });

  it('a key of a map is not UTF-8', () => {
    const headers = field(3, wireType.lengthDelimited, 3, 0x0a, 1, 0xff);
    const http = field(2, wireType.lengthDelimited, headers.length, ...headers);
    const request = field(4, wireType.lengthDelimited, http.length, ...http);
    const bytes = field(1, wireType.lengthDelimited, request.length, ...request);
    expect(() => codecOf(CheckRequestSchema).decode(bytes)).toThrow('not valid');
  });

  it('an entry of a map holds more than a key and a value', () => {
    expect(() => codecOf(TokenRequestSchema).decode(field(3, wireType.lengthDelimited, 2, 0x18, 1))).toThrow(
      'a key and a value alone',
    );
  });

  it('messages are nested deeper than a hundred', () => {
    const nested = (depth: number): Record<string, unknown> =>
      depth === 1 ? {} : { probe: nested(depth - 1) };
    expect(everyKind.decode(everyKind.encode(nested(100)))).toHaveProperty('probe');
    expect(() => everyKind.decode(everyKind.encode(nested(101)))).toThrow('nested too deeply');
  });
});

describe('a message that is unusual', () => {
  it('keeps U+FFFD and the byte order mark where they were sent', () => {
    const value = '\uFEFFa\uFFFD\uFEFF';
    expect(text.decode(text.encode({ value })).value).toBe(value);
  });

  it('may hold fields that a newer peer knows', () => {
    const unknown = [
      field(5000, wireType.varint, 0xff, 1),
      field(5001, wireType.fixed32, 1, 2, 3, 4),
      field(5002, wireType.fixed64, 1, 2, 3, 4, 5, 6, 7, 8),
      field(5003, wireType.lengthDelimited, 2, 0xff, 0xff),
    ];
    const bytes = Buffer.concat([...unknown, text.encode({ value: 'known' }), ...unknown]);
    expect(text.decode(bytes)).toStrictEqual({ $typeName: 'google.protobuf.StringValue', value: 'known' });
  });

  it('gives nobody another prototype', () => {
    const parameters = JSON.parse(
      '{"__proto__": "polluted", "constructor": "a text", "toString": "another"}',
    );
    const decoded = codecOf(TokenRequestSchema).decode(codecOf(TokenRequestSchema).encode({ parameters }));
    expect(Object.getPrototypeOf(decoded.parameters)).toBe(Object.prototype);
    expect(Object.entries(decoded.parameters)).toEqual([
      ['constructor', 'a text'],
      ['toString', 'another'],
    ]);
  });

  it('gives a map of messages no other prototype either', () => {
    const pairs = JSON.parse('{"__proto__": {"oneString": "polluted"}}');
    const decoded = everyKind.decode(everyKind.encode({ pairs })) as unknown as { pairs: object };
    expect(Object.getPrototypeOf(decoded.pairs)).toBe(Object.prototype);
  });

  it('is read from a part of a larger buffer', () => {
    const bytes = text.encode({ value: 'inside' });
    const around = new Uint8Array(bytes.length + 20).fill(0xff);
    around.set(bytes, 10);
    expect(text.decode(around.subarray(10, 10 + bytes.length)).value).toBe('inside');
  });
});
