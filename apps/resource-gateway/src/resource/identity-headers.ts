import { formatScope } from '@latchkey/oauth';
import type { Access } from './access-guard';

/** Headers that tell an upstream who asks. */
export const identityHeaderNames = [
  'x-latchkey-subject',
  'x-latchkey-client-id',
  'x-latchkey-scope',
] as const;

/** What an upstream may know of the caller without reading the token, and the token for one that reads it. */
export function identityHeaders({ accessToken, token }: Access): Record<string, string> {
  return {
    authorization: `Bearer ${accessToken}`,
    'x-latchkey-subject': headerValue(token.subject),
    'x-latchkey-client-id': headerValue(token.clientId),
    'x-latchkey-scope': headerValue(formatScope(token.scopes)),
  };
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
