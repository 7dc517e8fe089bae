import { configureTextEncoding } from '@bufbuild/protobuf/wire';

const decoder = new TextDecoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Has protobuf write text through Buffer, which takes its memory from a pool: TextEncoder costs four times as much
 * for the short texts of a message, of which a token has some twenty. Both write what is no Unicode as U+FFFD.
 */
export function encodeTextThroughBuffer(): void {
  configureTextEncoding({
    encodeUtf8: (text) => Buffer.from(text) as Uint8Array<ArrayBuffer>,
    decodeUtf8: (bytes, strict) => (strict ? strictDecoder : decoder).decode(bytes),
    checkUtf8: (text) => Buffer.from(text).toString() === text,
  });
}
