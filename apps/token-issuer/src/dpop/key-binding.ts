import type { Client } from '../client/client';
import type { GrantRecord } from '../grant/grant-record';
import { invalidGrant } from '../grant/invalid-grant';

/**
 * Lets a request pass that proves possession of the key that a grant's code, refresh token or device code is bound to, if it
 * is bound to any (RFC 9449 §5, §10). Who has not the key reads the words of an unknown one, and leaves it as
 * it was.
 *
 * @param dpopJkt thumbprint of the key that the request proves possession of
 * @throws OAuthError `invalid_grant`
 */
export function requireBoundKey(
  { dpopJkt: bound }: Pick<GrantRecord, 'dpopJkt'>,
  dpopJkt: string | undefined,
  kind: 'code' | 'refresh token' | 'device code',
): void {
  if (bound === null || bound === dpopJkt) return;
  throw invalidGrant(kind, `bound to another key than ${dpopJkt ?? 'none'}`);
}

/**
 * The key that refresh tokens are bound to when a client gets them with a proof: its own if it is public. One
 * that authenticates is bound to that already, and may go on with another key (RFC 9449 §5).
 */
export function refreshTokenKey(
  { tokenEndpointAuthMethod }: Pick<Client, 'tokenEndpointAuthMethod'>,
  dpopJkt: string | undefined,
): string | null {
  return tokenEndpointAuthMethod === 'none' ? (dpopJkt ?? null) : null;
}
