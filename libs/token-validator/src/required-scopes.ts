import { OAuthError, formatScope } from '@latchkey/oauth';
import type { ValidatedToken } from './token-validator';

/**
 * Lets a token pass that has all of the scopes.
 *
 * @throws OAuthError `insufficient_scope`, naming the scopes that are missing (RFC 6750 §3.1)
 */
export function requireScopes(token: Pick<ValidatedToken, 'scopes'>, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length === 0) return;
  throw new OAuthError('insufficient_scope', {
    description: `the access token lacks the scope ${formatScope(missing)}: ask for it when requesting authorization`,
  });
}
