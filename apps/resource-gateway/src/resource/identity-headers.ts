import { formatScope } from '@latchkey/oauth';
import type { ValidatedToken } from '@latchkey/token-validator';
import type { Access } from './access-guard';

/** Headers that tell an upstream who asks. */
export const identityHeaderNames = [
  'x-latchkey-subject',
  'x-latchkey-client-id',
  'x-latchkey-scope',
] as const;

type Claims = Record<(typeof identityHeaderNames)[number], string>;

// What a token says is one object for as long as the token is remembered, and goes with it.
const claimsOf = new WeakMap<ValidatedToken, Claims>();

/** What an upstream may know of the caller without reading the token, and the token for one that reads it. */
export function identityHeaders({ accessToken, token }: Access): Record<string, string> {
  return { authorization: `Bearer ${accessToken}`, ...claims(token) };
}

/** The same as names and values in turn, at the end of those of a request. */
export function addIdentity({ accessToken, token }: Access, to: string[]): void {
  to.push('authorization', `Bearer ${accessToken}`);
  const known = claims(token);
  for (const name of identityHeaderNames) to.push(name, known[name]);
}

function claims(token: ValidatedToken): Claims {
  const known = claimsOf.get(token);
  if (known) return known;
  const made = {
    'x-latchkey-subject': headerValue(token.subject),
    'x-latchkey-client-id': headerValue(token.clientId),
    'x-latchkey-scope': headerValue(formatScope(token.scopes)),
  };
  claimsOf.set(token, made);
  return made;
}

const plain = /^[\x20-\x7e]*$/;

/** The text with what cannot stand in a header as percent escapes of its UTF-8. */
function headerValue(text: string): string {
  if (plain.test(text)) return text;
  const escaped = (byte: number) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return [...Buffer.from(text)]
    .map((byte) => (byte >= 0x20 && byte <= 0x7e ? String.fromCharCode(byte) : escaped(byte)))
    .join('');
}
