import { RpcError } from '@latchkey/rpc';
import type { AllowedAccess } from './consent';

const most = 100;
const resourcePattern = /^[!-~]{1,2048}$/;
const scopePattern = /^[!#-[\]-~]{1,256}$/; // RFC 6749 §3.3: scope-token

/**
 * Parses what a user allows; entries for the same resource become one.
 *
 * @throws RpcError INVALID_ARGUMENT when it is nothing at all, too much, or names what is none
 */
export function parseAllowedAccess(allowed: AllowedAccess[]): AllowedAccess[] {
  require(allowed.length >= 1 && allowed.length <= most, `allowed must name 1 to ${most} resources`);
  const scopesOf = new Map<string, string[]>();
  for (const { resource, scopes } of allowed) {
    require(resourcePattern.test(resource), 'a resource must be 1 to 2048 characters of a URI');
    require(scopes.length <= most, `a resource must have at most ${most} scopes`);
    require(scopes.every((scope) => scopePattern.test(scope)), 'a scope must be a scope token');
    scopesOf.set(resource, [...(scopesOf.get(resource) ?? []), ...scopes]);
  }
  return [...scopesOf].map(([resource, scopes]) => ({ resource, scopes }));
}

function require(holds: boolean, rule: string): void {
  if (!holds) throw new RpcError('INVALID_ARGUMENT', rule);
}
