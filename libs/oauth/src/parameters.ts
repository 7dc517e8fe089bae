import { decodeFormComponent } from './form-encoding';
import { OAuthError } from './oauth-error';

const maximumEncodedLength = 64 * 1024;
const maximumCount = 100;
const maximumNameLength = 128;
const maximumValueLength = 8 * 1024;

const controlCharacter = /\p{Cc}/u;
const encodedOrControl = /[%+\p{Cc}]/u;
const beyondAscii = /\P{ASCII}/u;
const safeToEcho = /^[\w.:-]{1,64}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The parameters of a request, each present at most once. */
export interface RequestParameters {
  /** Values by name, without those that may repeat. Has no prototype, so that any name is safe to look up. */
  parameters: Record<string, string>;
  /** Values of `resource`, which may repeat (RFC 8707 §2), in their order. */
  resources: string[];
}

/** Parameters as they were read from a request. */
export interface ParsedParameters extends RequestParameters {
  /** Values of `audience`, which a token exchange may repeat (RFC 8693 §2.1), in their order. */
  audiences: string[];
}

/**
 * Reads the parameters of a request from an `application/x-www-form-urlencoded` body or a query string
 * (without its question mark). A parameter without a value counts as omitted (RFC 6749 §3.1, §3.2).
 *
 * Throws `invalid_request` when a parameter other than `resource` or `audience` is repeated, when the encoding is broken
 * or not UTF-8, when a control character is sent, or when a bound is passed: 64 KiB in all, 100 parameters,
 * 128 characters in a name, 8192 in a value.
 */
export function parseParameters(encoded: string | Uint8Array): ParsedParameters {
  if (encoded.length > maximumEncodedLength) {
    throw invalidRequest(`the parameters take more than ${maximumEncodedLength} bytes: send less`);
  }
  const pieces = decodeText(encoded).split('&', maximumCount + 1);
  if (pieces.length > maximumCount) {
    throw invalidRequest(`there are more than ${maximumCount} parameters: send fewer`);
  }

  const parameters = Object.create(null) as Record<string, string>;
  const resources: string[] = [];
  const audiences: string[] = [];
  for (const piece of pieces) {
    if (piece === '') continue;
    const separator = piece.indexOf('=');
    const encodedName = separator < 0 ? piece : piece.slice(0, separator);
    const encodedValue = separator < 0 ? '' : piece.slice(separator + 1);
    // Most pieces mean what they say: one look is all that they need.
    const isPlain = !encodedOrControl.test(piece);
    const name = isPlain ? encodedName : decodeFormComponent(encodedName);
    const value = isPlain ? encodedValue : decodeFormComponent(encodedValue);
    if (name === undefined || value === undefined) {
      throw invalidRequest(
        `${naming(name)} is not form-encoded UTF-8: write a percent sign as %25 and other reserved bytes as %XX`,
      );
    }
    requireBounds(name, value);
    if (!isPlain) refuseControlCharacters(name, value);
    if (value === '') continue;
    if (name === 'resource' || name === 'audience') {
      (name === 'resource' ? resources : audiences).push(value);
      continue;
    }
    if (parameters[name] !== undefined) throw invalidRequest(`${naming(name)} is repeated: send it once`);
    parameters[name] = value;
  }
  return { parameters, resources, audiences };
}

/**
 * Returns the value of a parameter that the request must have. Throws `invalid_request`, naming the
 * parameter, when it is absent or empty.
 */
export function requireParameter(
  parameters: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw invalidRequest(`${naming(name)} is missing or has no value: send it`);
  }
  return value;
}

function decodeText(encoded: string | Uint8Array): string {
  // Latin-1 keeps every byte apart, so that text of ASCII alone is known by its characters.
  const text = typeof encoded === 'string' ? encoded : asBuffer(encoded).toString('latin1');
  if (!beyondAscii.test(text)) return text;
  if (typeof encoded === 'string') {
    // Whoever made the string may have misread its bytes (Node.js reads a request target as Latin-1), so
    // only what cannot be misread is taken. An encoder escapes the rest anyway.
    throw invalidRequest('percent-encode the UTF-8 bytes of every character outside ASCII');
  }
  try {
    return utf8.decode(encoded);
  } catch (cause) {
    throw invalidRequest('the parameters are not UTF-8: encode them as UTF-8', cause);
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function requireBounds(name: string, value: string): void {
  if (name === '') throw invalidRequest('a parameter has no name: remove the stray equals sign');
  if (name.length > maximumNameLength) {
    throw invalidRequest(`a parameter has a name of more than ${maximumNameLength} characters: remove it`);
  }
  if (value.length > maximumValueLength) {
    throw invalidRequest(`${naming(name)} is longer than ${maximumValueLength} characters: shorten it`);
  }
}

function refuseControlCharacters(name: string, value: string): void {
  if (controlCharacter.test(name) || controlCharacter.test(value)) {
    throw invalidRequest(`${naming(name)} contains a control character, such as a line break: remove it`);
  }
}

/** Names are the client's to choose: one that is long or odd is not repeated in an answer. */
function naming(name: string | undefined): string {
  return name !== undefined && safeToEcho.test(name) ? `the parameter ${name}` : 'a parameter';
}

function invalidRequest(description: string, cause?: unknown): OAuthError {
  return new OAuthError('invalid_request', { description, cause });
}
