/** What authenticators write in CBOR. */
export type CborValue = number | string | Uint8Array | CborValue[] | Map<number | string, CborValue>;

const [unsigned, negative, bytes, text, array, map] = [0, 1, 2, 3, 4, 5];

/** Encodes a value in CBOR (RFC 8949 section 3), with lengths as short as they can be. Numbers are whole. */
export function encodeCbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? head(negative, -1 - value) : head(unsigned, value);
  if (typeof value === 'string') return item(text, Buffer.byteLength(value), Buffer.from(value));
  if (value instanceof Uint8Array) return item(bytes, value.length, value);
  if (Array.isArray(value)) return item(array, value.length, ...value.map(encodeCbor));
  const entries = [...value].flatMap(([key, entry]) => [encodeCbor(key), encodeCbor(entry)]);
  return item(map, value.size, ...entries);
}

function item(majorType: number, argument: number, ...content: Uint8Array[]): Buffer {
  return Buffer.concat([head(majorType, argument), ...content]);
}

function head(majorType: number, argument: number): Buffer {
  const first = majorType << 5;
  if (argument < 24) return Buffer.from([first | argument]);
  if (argument < 0x100) return Buffer.from([first | 24, argument]);
  const head = Buffer.alloc(argument < 0x1_0000 ? 3 : 5);
  head.writeUInt8(first | (head.length === 3 ? 25 : 26));
  head.writeUIntBE(argument, 1, head.length - 1);
  return head;
}
