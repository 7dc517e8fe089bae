import { OAuthError, parseResource, parseScope } from '@latchkey/oauth';
import type { Client } from './client';

/** What a token will be good for. */
export interface Access {
  scopes: string[];
  resources: string[];
}

/**
 * Works out what a request asks for: all that the client is registered for where it names nothing
 * (RFC 6749 §3.3), else just what it names.
 *
 * @throws OAuthError `invalid_scope` or `invalid_target` (RFC 8707 §2) for anything beyond the registration
 */
export function requestedAccess(
  request: { parameters: Record<string, string>; resources: string[] },
  allowed: Pick<Client, 'scopes' | 'resources'>,
): Access {
  return {
    scopes: narrow(parseScope(request.parameters['scope']), allowed.scopes, (scope) => {
      throw new OAuthError('invalid_scope', {
        description: `the client may not ask for the scope ${scope}: ask for fewer scopes, or have it registered`,
      });
    }),
    resources: narrow(request.resources.map(parseResource), allowed.resources, () => {
      throw new OAuthError('invalid_target', {
        description: 'the client may not ask for one of the resources: check each resource parameter',
      });
    }),
  };
}

/**
 * What of a grant still stands: what the client is no longer registered for is gone, and comes back when it is
 * registered again.
 *
 * @throws OAuthError `invalid_grant` when nothing is left
 */
export function remainingAccess(granted: Access, client: Pick<Client, 'scopes' | 'resources'>): Access {
  const scopes = granted.scopes.filter((scope) => client.scopes.includes(scope));
  const resources = granted.resources.filter((resource) => client.resources.includes(resource));
  if (scopes.length > 0 && resources.length > 0) return { scopes, resources };
  throw new OAuthError('invalid_grant', {
    description:
      'the client is no longer registered for what the user allowed: start a new authorization request',
  });
}

function narrow(asked: string[], allowed: string[], refuse: (value: string) => never): string[] {
  if (asked.length === 0) return [...allowed];
  for (const value of asked) if (!allowed.includes(value)) refuse(value);
  return [...new Set(asked)];
}
