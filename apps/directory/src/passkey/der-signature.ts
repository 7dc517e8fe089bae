const [sequence, integer] = [0x30, 0x02];
// 256 bits, with a zero before them when the first is set.
const longestInteger = 33;

/**
 * Says whether this is an ECDSA signature with P-256 as DER writes it (RFC 3279 section 2.2.3), which is in one way
 * alone. The library that verifies it reads others as well, and bytes that were changed are not what was signed.
 */
export function isDerSignature(signature: Buffer): boolean {
  if (signature[0] !== sequence || signature[1] !== signature.length - 2) return false;
  const middle = endOfInteger(signature, 2);
  return middle !== undefined && endOfInteger(signature, middle) === signature.length;
}

/** Where the positive integer ends that begins here; undefined when there is none, or it has bytes too many. */
function endOfInteger(bytes: Buffer, start: number): number | undefined {
  const [tag, length = 0, first = 0, second = 0] = bytes.subarray(start, start + 4);
  if (tag !== integer || length < 1 || length > longestInteger) return undefined;
  const shortest = first === 0 ? length > 1 && second >= 0x80 : first < 0x80;
  return shortest ? start + 2 + length : undefined;
}
