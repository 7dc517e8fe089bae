import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { encodeTextThroughBuffer } from './text-encoding';

beforeAll(encodeTextThroughBuffer);

const written = (value: string) => toBinary(StringValueSchema, create(StringValueSchema, { value }));

describe('text in a message', () => {
  it('is written as TextEncoder writes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (value) => {
        const bytes = new TextEncoder().encode(value);
        if (bytes.length === 0) return;
        expect(Buffer.from(written(value)).subarray(-bytes.length)).toEqual(Buffer.from(bytes));
        expect(fromBinary(StringValueSchema, written(value)).value).toBe(value);
      }),
    );
  });

  it('has U+FFFD in place of half a surrogate pair', () => {
    expect(fromBinary(StringValueSchema, written('a\uD800b')).value).toBe('a\uFFFDb');
  });

  it('is refused when its bytes are not UTF-8', () => {
    expect(() => fromBinary(StringValueSchema, Uint8Array.of(0x0a, 0x01, 0xff))).toThrow();
  });
});
