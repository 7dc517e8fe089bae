/**
 * Protocol Buffers by hand: what a program in another language puts on the wire from Envoy's own definition, with
 * nothing of this project's contract in between.
 */
export type Field = [number: number, value: number | string | Field[]];

/** Encodes a message. */
export function encode(fields: Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
      const bytes = typeof value === 'string' ? Buffer.from(value) : encode(value);
      return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
    }),
  );
}

/** Entries of a map. */
export function mapEntries(number: number, entries: Record<string, string>): Field[] {
  return Object.entries(entries).map(([key, value]) => [
    number,
    [
      [1, key],
      [2, value],
    ],
  ]);
}

/** A decoded message: what each field number holds, in order. */
export type Decoded = Map<number, (number | Buffer)[]>;

/** Decodes the fields of a message one level deep. */
export function decode(bytes: Buffer): Decoded {
  const fields: Decoded = new Map();
  let at = 0;
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = next();
    const first = next();
    const isBytes = tag % 8 === 2;
    const value = isBytes ? bytes.subarray(at, at + first) : first;
    if (isBytes) at += first;
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
