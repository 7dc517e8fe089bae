import { Buffer } from 'node:buffer';

const slabBytes = 64 * 1024;

// Buffer writes a text of this length no faster than a loop does.
const longestLoop = 48;

// Room for three bytes a character may be wasted on a text of up to this length; a longer one is measured first.
const longestUnmeasured = 1024;

/**
 * Writes messages one behind the other into a slab of memory, and hands out each as a view of it: nothing is
 * copied. No byte of a slab is handed out twice; it is left to the collector when the next message does not fit.
 */
export class Writer {
  #bytes = Buffer.allocUnsafeSlow(slabBytes);
  #view = viewOf(this.#bytes);
  /** Where the message under way begins. */
  #start = 0;
  #position = 0;

  /** Hands out what was written since the last message, which the caller owns. */
  finish(): Buffer {
    const message = this.#bytes.subarray(this.#start, this.#position);
    this.#start = this.#position;
    if (this.#bytes.length > slabBytes) this.#moveToNewSlab(0);
    return message;
  }

  /** Forgets what was written since the last message. */
  discard(): void {
    this.#position = this.#start;
    if (this.#bytes.length > slabBytes) this.#moveToNewSlab(0);
  }

  /** Writes an unsigned number of 32 bits. */
  varint(value: number): void {
    this.#reserve(5);
    this.#varint(value);
  }

  /** Writes a signed number of 32 bits; a negative one takes ten bytes, as if it had 64. */
  int32(value: number): void {
    if (value >= 0) this.varint(value);
    else this.varint64(BigInt(value));
  }

  /** Writes the lowest 64 bits of a number. */
  varint64(value: bigint): void {
    this.#reserve(10);
    // Bits are taken from a signed number where it lies in memory: bigint arithmetic would allocate.
    this.#view.setBigInt64(this.#position, BigInt.asIntN(64, value), true);
    let low = this.#view.getUint32(this.#position, true);
    let high = this.#view.getUint32(this.#position + 4, true);
    while (high > 0 || low > 0x7f) {
      this.#bytes[this.#position++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.#bytes[this.#position++] = low;
  }

  float(value: number): void {
    this.#reserve(4);
    this.#position = this.#bytes.writeFloatLE(value, this.#position);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#position = this.#bytes.writeDoubleLE(value, this.#position);
  }

  /** Writes text and its length; half a surrogate pair becomes U+FFFD. */
  text(text: string): void {
    const { length } = text;
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    this.#reserve(10 + (length > longestUnmeasured ? Buffer.byteLength(text) : length * 3));
    const before = this.begin(length);
    if (length > longestLoop || !this.#ascii(text)) this.#position += this.#bytes.write(text, this.#position);
    this.end(before, length);
  }

  /** Writes bytes and their length. */
  lengthDelimited(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value);
  }

  /** Writes bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#position);
    this.#position += value.length;
  }

  /**
   * Begins something that follows its own length, which is not known yet.
   *
   * @param expected how long it will probably be
   * @returns where it begins, from the start of the message, for {@link end}
   */
  begin(expected: number): number {
    this.#reserve(5);
    this.#position += sizeOfVarint(expected);
    return this.#position - this.#start;
  }

  /**
   * Puts the length before what `begin` began, and moves it when that takes another number of bytes than
   * `expected` does.
   *
   * @returns how long it became
   */
  end(begun: number, expected: number): number {
    let first = this.#start + begun;
    const length = this.#position - first;
    const size = sizeOfVarint(length);
    const expectedSize = sizeOfVarint(expected);
    if (size !== expectedSize) {
      this.#reserve(5);
      first = this.#start + begun;
      this.#bytes.copyWithin(first + size - expectedSize, first, this.#position);
    }
    this.#position = first - expectedSize;
    this.#varint(length);
    this.#position += length;
    return length;
  }

  /** Writes an unsigned number of 32 bits where there is room for it. */
  #varint(value: number): void {
    const bytes = this.#bytes;
    let position = this.#position;
    while (value > 0x7f) {
      bytes[position++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    bytes[position++] = value;
    this.#position = position;
  }

  /** Writes text of ASCII alone; returns false, and has written nothing, when it is not. */
  #ascii(text: string): boolean {
    const bytes = this.#bytes;
    const position = this.#position;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[position + index] = unit;
    }
    this.#position = position + text.length;
    return true;
  }

  /** Makes room for more bytes of this message. */
  #reserve(bytes: number): void {
    if (this.#position + bytes > this.#bytes.length) this.#moveToNewSlab(bytes);
  }

  #moveToNewSlab(bytes: number): void {
    const written = this.#bytes.subarray(this.#start, this.#position);
    const slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, written.length * 2 + bytes));
    slab.set(written);
    this.#bytes = slab;
    this.#view = viewOf(slab);
    this.#start = 0;
    this.#position = written.length;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function sizeOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}
