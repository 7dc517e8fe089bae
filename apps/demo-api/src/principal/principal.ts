import type { ValidatedToken } from '@latchkey/token-validator';

/** Who asks: a user through some client, or a client that acts for itself. */
export type Principal =
  | { kind: 'user'; subject: string; clientId: string; scopes: readonly string[] }
  | { kind: 'client'; clientId: string; scopes: readonly string[] };

/** Reads who asks from a token (RFC 9068 §2.2). */
export function principalOf({ kind, subject, clientId, scopes }: ValidatedToken): Principal {
  return kind === 'client' ? { kind, clientId, scopes } : { kind, subject, clientId, scopes };
}

/** The name under which accounts of a principal are stored. A user and a client never have the same one. */
export function ownerOf(principal: Principal): string {
  return principal.kind === 'user' ? `user:${principal.subject}` : `client:${principal.clientId}`;
}

/** Whose shares a principal sees. A user's token shows that user's accounts, whatever its client was given. */
export function sharedWith(principal: Principal): string | null {
  return principal.kind === 'client' ? principal.clientId : null;
}
