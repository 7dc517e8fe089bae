import type { AccessTokenClaims } from '@latchkey/jwt';

/** What can be revoked: one access token, or every token of a grant, a client or a subject. */
export type RevocationKind = 'token' | 'grant' | 'client' | 'subject';

/** Something that must no longer be accepted. */
export interface Revocation {
  kind: RevocationKind;
  /** The token's `jti`, or the identity of the grant, client or subject. */
  value: string;
  /** When it was revoked; for a client or a subject, tokens issued in a later second stand. */
  revokedAt: Date;
  /** When the last access token that it concerns has ended. */
  expiresAt: Date;
}

/** A revocation with its place in the order in which they became visible. */
export interface StoredRevocation extends Revocation {
  position: bigint;
}

/** Finds when something was revoked last; undefined when it stands. */
export type FindRevocation = (kind: RevocationKind, value: string) => Date | undefined;

/** The client that holds a token and, where it came by token exchange, the client that the first one was for. */
function clientsOf({ client_id, origin_client_id }: AccessTokenClaims): string[] {
  return origin_client_id === undefined ? [client_id] : [client_id, origin_client_id];
}

/** Everything by which a token could be revoked. */
export function revocable(claims: AccessTokenClaims): Pick<Revocation, 'kind' | 'value'>[] {
  return [
    { kind: 'token', value: claims.jti },
    ...(claims.grant_id === undefined ? [] : [{ kind: 'grant' as const, value: claims.grant_id }]),
    ...clientsOf(claims).map((value) => ({ kind: 'client' as const, value })),
    { kind: 'subject', value: claims.sub },
  ];
}

/** Says whether a token is revoked, by itself or by its grant, one of its clients or its subject. */
export function isRevokedBy(find: FindRevocation, claims: AccessTokenClaims): boolean {
  if (find('token', claims.jti)) return true;
  if (claims.grant_id !== undefined && find('grant', claims.grant_id)) return true;
  // A client or a subject goes on to get tokens, so only those issued until then are concerned. `iat` is in
  // whole seconds: what was issued in the second of the revocation is taken for older.
  const concerns = (revokedAt?: Date) => revokedAt !== undefined && claims.iat * 1000 <= revokedAt.getTime();
  return (
    concerns(find('client', claims.client_id)) ||
    (claims.origin_client_id !== undefined && concerns(find('client', claims.origin_client_id))) ||
    concerns(find('subject', claims.sub))
  );
}
