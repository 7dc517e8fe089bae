import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { assertSupported } from './assert-supported';
import { messageDecoder } from './decode-message';
import type { Members } from './encode-field';
import { messageEncoder } from './encode-message';
import { Reader } from './reader';
import { Writer } from './writer';

/** Turns messages of one schema into bytes and back. */
export interface MessageCodec<Schema extends DescMessage = DescMessage> {
  /**
   * Encodes a message, or what `create` would make one from. Members that are undefined are absent. The bytes
   * are a view of memory that other messages share: copy what you keep.
   *
   * @throws TypeError when a value is not what its field takes; it names the field and not the value
   */
  encode(init: MessageInitShape<Schema>): Buffer;
  /**
   * Decodes a message into what `fromBinary` would make of it, without the fields that the schema does not know.
   * Fields of type `bytes` are views of what is decoded.
   *
   * @throws RangeError or TypeError when the bytes are no such message
   */
  decode(bytes: Uint8Array): MessageShape<Schema>;
}

/** The writer of all messages, while none is being written. */
let spare: Writer | undefined;

const codecs = new WeakMap<DescMessage, MessageCodec<never>>();

/**
 * Compiles how messages of a schema are encoded and decoded, once: protobuf-es asks the schema for every field of
 * every message, which is what most of a service's garbage came from.
 *
 * @throws TypeError when the schema uses what the contracts do not: proto2, groups, extensions, maps by numbers
 */
export function codecOf<Schema extends DescMessage>(schema: Schema): MessageCodec<Schema> {
  const known = codecs.get(schema);
  if (known) return known;
  assertSupported(schema);
  const encodeMembers = messageEncoder(schema);
  const { empty, readInto } = messageDecoder(schema);
  const codec: MessageCodec<Schema> = {
    encode(init) {
      // Taken out, so that a getter of `init` that encodes as well would find none and get its own.
      const writer = spare ?? new Writer();
      spare = undefined;
      try {
        encodeMembers(writer, init as Members);
        return writer.finish();
      } catch (error) {
        writer.discard();
        throw error;
      } finally {
        spare = writer;
      }
    },
    decode(bytes) {
      const message = empty();
      readInto(new Reader(bytes), message);
      return message as MessageShape<Schema>;
    },
  };
  codecs.set(schema, codec);
  return codec;
}
