import { ScalarType } from '@bufbuild/protobuf';
import type { Reader } from './reader';
import { wireType, type WireType } from './wire-type';
import type { Writer } from './writer';

/** How values of a scalar type go onto the wire. */
export interface Scalar<Value> {
  wireType: WireType;
  /** What an absent field of implicit presence reads as. */
  zero: Value;
  /** Whether a field of implicit presence with this value is absent. */
  isZero(value: unknown): boolean;
  /** What a value has to be, for the error: the type as contracts name it. */
  expected: string;
  accepts(value: unknown): boolean;
  write(writer: Writer, value: Value): void;
  read(reader: Reader): Value;
}

const string: Scalar<string> = {
  wireType: wireType.lengthDelimited,
  zero: '',
  isZero: (value) => value === '',
  expected: 'a string',
  accepts: (value) => typeof value === 'string',
  write: (writer, value) => writer.text(value),
  read: (reader) => reader.text(),
};

const bytes: Scalar<Uint8Array | number[]> = {
  wireType: wireType.lengthDelimited,
  zero: new Uint8Array(0),
  isZero: (value) => (value instanceof Uint8Array || Array.isArray(value)) && value.length === 0,
  expected: 'bytes',
  accepts: (value) => value instanceof Uint8Array || Array.isArray(value),
  write: (writer, value) =>
    writer.lengthDelimited(value instanceof Uint8Array ? value : Uint8Array.from(value)),
  read: (reader) => reader.lengthDelimited(),
};

const bool: Scalar<boolean> = {
  wireType: wireType.varint,
  zero: false,
  isZero: (value) => value === false,
  expected: 'a bool',
  accepts: (value) => typeof value === 'boolean',
  write: (writer, value) => writer.varint(value ? 1 : 0),
  read: (reader) => reader.bool(),
};

/** Also carries enumerations: an open one may hold any such number. */
export const int32: Scalar<number> = {
  wireType: wireType.varint,
  zero: 0,
  isZero: (value) => value === 0,
  expected: 'an int32',
  accepts: (value) => typeof value === 'number' && (value | 0) === value,
  write: (writer, value) => writer.int32(value),
  read: (reader) => reader.varint() | 0,
};

const uint32: Scalar<number> = {
  wireType: wireType.varint,
  zero: 0,
  isZero: (value) => value === 0,
  expected: 'a uint32',
  accepts: (value) => typeof value === 'number' && value >>> 0 === value,
  write: (writer, value) => writer.varint(value),
  read: (reader) => reader.varint(),
};

/** Like protobuf-es, the codec takes numbers and strings of digits for a bigint. */
function isWhole(value: unknown, truncate: (whole: bigint) => bigint): boolean {
  if (typeof value === 'bigint') return truncate(value) === value;
  const isNumeral =
    typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value);
  return isNumeral && isWhole(BigInt(value as number | string), truncate);
}

const isZero64 = (value: unknown) => value === 0n || value === 0 || value === '0';

const whole64 = (expected: string, truncate: (whole: bigint) => bigint): Scalar<bigint> => ({
  wireType: wireType.varint,
  zero: 0n,
  isZero: isZero64,
  expected,
  accepts: (value) => isWhole(value, truncate),
  write: (writer, value) => writer.varint64(BigInt(value)),
  read: (reader) => truncate(reader.varint64()),
});

const int64 = whole64('an int64', (whole) => BigInt.asIntN(64, whole));
const uint64 = whole64('a uint64', (whole) => BigInt.asUintN(64, whole));

const greatestFloat = 3.4028234663852886e38;

const float: Scalar<number> = {
  wireType: wireType.fixed32,
  zero: 0,
  isZero: (value) => Object.is(value, 0),
  expected: 'a float',
  accepts: (value) =>
    typeof value === 'number' && !(Number.isFinite(value) && Math.abs(value) > greatestFloat),
  write: (writer, value) => writer.float(value),
  read: (reader) => reader.float(),
};

const double: Scalar<number> = {
  wireType: wireType.fixed64,
  zero: 0,
  isZero: (value) => Object.is(value, 0),
  expected: 'a double',
  accepts: (value) => typeof value === 'number',
  write: (writer, value) => writer.double(value),
  read: (reader) => reader.double(),
};

/** The scalar types that are carried: those of the contracts, and those that wrapper messages hold. */
export const scalars = {
  [ScalarType.STRING]: string,
  [ScalarType.BYTES]: bytes,
  [ScalarType.BOOL]: bool,
  [ScalarType.INT32]: int32,
  [ScalarType.UINT32]: uint32,
  [ScalarType.INT64]: int64,
  [ScalarType.UINT64]: uint64,
  [ScalarType.FLOAT]: float,
  [ScalarType.DOUBLE]: double,
} as Partial<Record<ScalarType, Scalar<unknown>>>;

/** The scalar that carries values of a field: its own type, or that of enumerations. */
export function scalarOf({ scalar }: { scalar?: ScalarType | undefined }): Scalar<unknown> {
  // What is not carried has been refused before.
  return scalar === undefined ? (int32 as Scalar<unknown>) : scalars[scalar]!;
}
