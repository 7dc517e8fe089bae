import { createHash } from 'node:crypto';

/** A file that pages refer to. Its path names its content, so a copy may be kept for good. */
export interface Asset {
  /** Path from the root of the origin: `/assets/latchkey-HASH.EXTENSION`. */
  path: string;
  /** Value of the Content-Type header. */
  contentType: string;
  body: string | Buffer;
}

/** Makes an asset whose path carries a hash of its content. */
export function createAsset(extension: string, contentType: string, body: string | Buffer): Asset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/assets/latchkey-${hash}.${extension}`, contentType, body };
}
