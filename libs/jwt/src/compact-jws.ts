import { invalidToken } from './invalid-token';

/** A JWS in compact serialization (RFC 7515 §7.1), taken apart but not yet verified. */
export interface CompactJws {
  /** The protected header. */
  header: Readonly<Record<string, unknown>>;
  /** What is signed: the first two parts with the dot between them. */
  signingInput: Buffer;
  signature: Buffer;
  /** The second part, decoded. */
  payload: Buffer;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Takes a compact JWS apart. Extensions of the format (`crit`, RFC 7515 §4.1.11, and `b64`, RFC 7797) are
 * refused: no token of Latchkey has any.
 *
 * Throws `invalid_token` when it is malformed.
 */
export function parseCompactJws(token: string): CompactJws {
  const parts = token.split('.', 4);
  const [header, payload, signature] = parts.map(decodeBase64url);
  if (parts.length !== 3 || !header || !payload || !signature) {
    throw invalidToken('not a JWS in compact serialization');
  }
  const parameters = parseJsonObject(header, 'protected header');
  if ('crit' in parameters || 'b64' in parameters) throw invalidToken('the protected header has extensions');
  const signingInput = Buffer.from(token.slice(0, token.lastIndexOf('.')), 'latin1');
  return { header: parameters, signingInput, signature, payload };
}

/**
 * Undefined unless the text is base64url (RFC 4648 §5) without padding just as an encoder writes it: nothing
 * else in it, and no stray bits in the last character. So a token has one spelling.
 */
function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined;
}

/**
 * Reads a JSON object from UTF-8.
 *
 * @param name what it is, for the log
 * @throws OAuthError `invalid_token` when it is anything else
 */
export function parseJsonObject(json: Uint8Array, name: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(json));
  } catch {
    throw invalidToken(`the ${name} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidToken(`the ${name} is not a JSON object`);
  }
  return value as Record<string, unknown>;
}
