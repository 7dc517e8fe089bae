import type { EphemeralEntry } from './ephemeral-store';

const maxKeyBytes = 512;
const maxValueBytes = 64 * 1024;
const maxTtlSeconds = 90 * 24 * 60 * 60;

// One engine refuses NUL in text, and half a surrogate pair would come back as another character.
const unstorable = /\0|\p{Surrogate}/u;

/** @throws RangeError unless the key is well-formed text of 1 to 512 bytes */
export function assertKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > maxKeyBytes || unstorable.test(key)) {
    throw new RangeError(
      `A key must be well-formed text of 1 to ${maxKeyBytes} bytes; this one has ${bytes}.`,
    );
  }
}

/** @throws RangeError unless the value is well-formed text of at most 64 KiB */
export function assertValue(value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > maxValueBytes || unstorable.test(value)) {
    throw new RangeError(
      `A value must be well-formed text of at most ${maxValueBytes} bytes; this one has ${bytes}.`,
    );
  }
}

/** @throws RangeError unless key and value, and those of the entry that goes along, are within their bounds */
export function assertEntry(key: string, value: string, along?: EphemeralEntry): void {
  assertKey(key);
  assertValue(value);
  if (!along) return;
  assertEntry(along.key, along.value);
  if (along.key === key) throw new RangeError('The entry that goes along needs a key of its own.');
}

/**
 * Turns a time to live into whole milliseconds, at least one.
 *
 * @throws RangeError unless it is positive and at most 90 days
 */
export function ttlMilliseconds(ttlSeconds: number): number {
  if (!(ttlSeconds > 0 && ttlSeconds <= maxTtlSeconds)) {
    throw new RangeError(
      `A time to live must be above 0 and at most ${maxTtlSeconds} seconds, not ${ttlSeconds}.`,
    );
  }
  return Math.ceil(ttlSeconds * 1000);
}
