/** How the bytes of a field end: the low three bits of its tag. Groups (3 and 4) are not carried here. */
export const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

/** One of the wire types that a field may have. */
export type WireType = (typeof wireType)[keyof typeof wireType];

/** What stands before a field: its number and its wire type, as one unsigned number of 32 bits. */
export function tagOf(fieldNumber: number, type: number): number {
  return ((fieldNumber << 3) | type) >>> 0;
}
