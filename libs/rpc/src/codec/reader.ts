import { Buffer } from 'node:buffer';
import { wireType } from './wire-type';

// Messages inside one message: protobuf-es reads a hundred in one another.
const deepest = 99;

// The mark at the beginning is part of the text.
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the fields of messages; whatever it reads ends where the message around it ends, or it throws. */
export class Reader {
  #bytes: Buffer;
  #position = 0;
  #end: number;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length;
  }

  /** Whether the message being read has more bytes. */
  hasMore(): boolean {
    return this.#position < this.#end;
  }

  /** Enters a length-delimited value; returns what {@link leave} needs. */
  enter(): number {
    if (++this.#depth > deepest) throw new RangeError('the message is nested too deeply');
    const outerEnd = this.#end;
    this.#end = this.#endOfDelimited();
    return outerEnd;
  }

  /** Leaves a length-delimited value, which has been read to its end. */
  leave(outerEnd: number): void {
    this.#depth--;
    this.#end = outerEnd;
  }

  tag(): number {
    const start = this.#position;
    const tag = this.varint();
    const length = this.#position - start;
    if (length > 5 || (length === 5 && this.#bytes[this.#position - 1]! > 0x0f) || tag < 8)
      throw new RangeError('a tag is no number of a field');
    return tag;
  }

  /** Reads a number of which 32 bits are of interest, as an unsigned one. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a number takes more than ten bytes');
  }

  bool(): boolean {
    let isTrue = false;
    for (let count = 0; count < 10; count++) {
      const byte = this.#byte();
      if ((byte & 0x7f) !== 0) isTrue = true;
      if (byte < 0x80) return isTrue;
    }
    throw new RangeError('a number takes more than ten bytes');
  }

  /** Reads a number of 64 bits, as an unsigned one. */
  varint64(): bigint {
    const start = this.#position;
    // Three groups of bits that a number holds exactly, least significant first.
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let count = 0; count < 10; count++) {
      const byte = this.#byte();
      const bits = byte & 0x7f;
      if (count < 4) low |= bits << (count * 7);
      else if (count < 8) middle |= bits << ((count - 4) * 7);
      else high |= bits << ((count - 8) * 7);
      if (byte < 0x80) {
        if (this.#position - start <= 7) return BigInt(low + middle * 2 ** 28);
        return BigInt.asUintN(
          64,
          BigInt(low + (middle & 0xffffff) * 2 ** 28) |
            (BigInt(((middle >>> 24) | (high << 4)) >>> 0) << 52n),
        );
      }
    }
    throw new RangeError('a number takes more than ten bytes');
  }

  float(): number {
    return this.#bytes.readFloatLE(this.#advance(4));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  /** Reads text; throws when it is not UTF-8. */
  text(): string {
    const end = this.#endOfDelimited();
    const start = this.#position;
    this.#position = end;
    if (start === end) return '';
    const text = this.#bytes.toString('utf8', start, end);
    // Malformed bytes become U+FFFD, which may also have been sent: few texts hold one, and they are read twice.
    return text.includes('\uFFFD') ? strictDecoder.decode(this.#bytes.subarray(start, end)) : text;
  }

  /** Reads bytes: a view of those that are being read. */
  lengthDelimited(): Buffer {
    const end = this.#endOfDelimited();
    const start = this.#position;
    this.#position = end;
    return this.#bytes.subarray(start, end);
  }

  /** Passes over the value of an unknown field. */
  skip(type: number): void {
    switch (type) {
      case wireType.varint:
        this.bool();
        break;
      case wireType.fixed64:
        this.#advance(8);
        break;
      case wireType.fixed32:
        this.#advance(4);
        break;
      case wireType.lengthDelimited:
        this.#position = this.#endOfDelimited();
        break;
      default:
        throw new RangeError('groups are not carried');
    }
  }

  #byte(): number {
    if (this.#position >= this.#end) throw truncated();
    return this.#bytes[this.#position++]!;
  }

  #endOfDelimited(): number {
    const length = this.varint();
    if (length > this.#end - this.#position) throw truncated();
    return this.#position + length;
  }

  #advance(length: number): number {
    const start = this.#position;
    if (length > this.#end - start) throw truncated();
    this.#position = start + length;
    return start;
  }
}

function truncated(): RangeError {
  return new RangeError('the message ends in the middle of a field');
}
