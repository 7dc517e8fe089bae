import type { ProtectedResource } from '@latchkey/contracts';
import { OAuthError, parseResource, parseScope } from '@latchkey/oauth';
import type { ResourceRegistry } from '../resource/resource-registry';
import type { Client } from './client';

/** What a token will be good for. */
export interface Access {
  scopes: string[];
  resources: string[];
}

/** What may be asked for; a list that names nothing stands for all there is in the registry. */
export type AllowedAccess = Pick<Client, 'scopes' | 'resources'>;

/** The parameters `scope` and `resource` of a request, among others. */
export interface AccessRequest {
  parameters: Record<string, string>;
  resources: string[];
}

/** Rules about scopes and resources, which have to be known to the registry and to fit together. */
export interface AccessRules {
  /**
   * Works out what a request asks for: all that is allowed where it names nothing (RFC 6749 §3.3), else just
   * what it names. Every scope belongs to one of the resources, and each of the resources has one of the scopes.
   *
   * @returns for the same client and the same request the same object, which cannot be changed
   * @throws OAuthError `invalid_scope` or `invalid_target` (RFC 8707 §2) for anything else
   */
  requestedAccess(request: AccessRequest, client: AllowedAccess): Access;
  /** The same of what is left of a grant or token. */
  narrowedAccess(request: AccessRequest, left: Access): Access;
  /**
   * What of a grant still stands: what the client is no longer registered for, or the registry no longer
   * knows, is gone, and comes back when it is registered again.
   *
   * @throws OAuthError `invalid_grant` when nothing is left
   */
  remainingAccess(granted: Access, client: AllowedAccess): Access;
}

/** What was worked out last of a client's requests, and from what. */
interface WorkedOut {
  registry: readonly ProtectedResource[];
  scope: string | undefined;
  named: readonly string[];
  access: Access;
}

/** Creates the rules on top of the registry of protected resources. */
export function createRequestedAccess(dependencies: {
  resources: Pick<ResourceRegistry, 'all'>;
}): AccessRules {
  // A client asks for the same again and again. Client and registry are other objects when they have changed.
  const workedOut = new WeakMap<AllowedAccess, WorkedOut>();

  return {
    requestedAccess(request, client) {
      const registry = dependencies.resources.all();
      const scope = request.parameters['scope'];
      const named = request.resources;
      const last = workedOut.get(client);
      if (last && last.registry === registry && last.scope === scope && areSame(last.named, named))
        return last.access;
      const access = workOut(request, client, registry);
      // Whoever asks for the same gets these objects.
      Object.freeze(access.scopes);
      Object.freeze(access.resources);
      workedOut.set(client, { registry, scope, named, access: Object.freeze(access) });
      return access;
    },

    narrowedAccess: (request, left) => workOut(request, left, dependencies.resources.all()),

    remainingAccess(granted, client) {
      const left = dependencies.resources
        .all()
        .filter(isAllowed(client))
        .filter(({ resource }) => granted.resources.includes(resource));
      const known = scopesOf(left, client);
      const scopes = granted.scopes.filter((scope) => known.has(scope));
      if (scopes.length > 0) return { scopes, resources: servedBy(scopes, left) };
      throw new OAuthError('invalid_grant', {
        description:
          'the client is no longer registered for what the user allowed: start a new authorization request',
      });
    },
  };
}

function workOut(
  { parameters, resources: named }: AccessRequest,
  allowed: AllowedAccess,
  registry: readonly ProtectedResource[],
): Access {
  const known = registry.filter(isAllowed(allowed));
  const asked = named.length === 0 ? known : named.map((value) => findTarget(value, known));
  const namedScopes = parseScope(parameters['scope']);
  const possible = scopesOf(asked, allowed);
  for (const scope of namedScopes) if (!possible.has(scope)) throw unknownScope(scope);
  const scopes = namedScopes.length === 0 ? [...possible] : namedScopes;
  if (scopes.length === 0) {
    throw new OAuthError('invalid_scope', {
      description: 'the client is registered for no scope of these resources: have one registered',
    });
  }
  return { scopes, resources: servedBy(scopes, asked) };
}

const isAllowed =
  ({ resources }: AllowedAccess) =>
  ({ resource }: ProtectedResource) =>
    resources.length === 0 || resources.includes(resource);

/** Identifiers of the resources that some of the scopes are for, each once: no others hear of the token. */
function servedBy(scopes: string[], resources: ProtectedResource[]): string[] {
  const served = resources.filter((resource) => resource.scopes.some(({ scope }) => scopes.includes(scope)));
  return [...new Set(served.map(({ resource }) => resource))];
}

/** The scopes of some resources that are allowed. */
function scopesOf(resources: ProtectedResource[], { scopes: allowed }: AllowedAccess): Set<string> {
  const all = resources.flatMap(({ scopes }) => scopes.map(({ scope }) => scope));
  return new Set(allowed.length === 0 ? all : all.filter((scope) => allowed.includes(scope)));
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((each, index) => each === others[index]);
}

function findTarget(value: string, known: ProtectedResource[]): ProtectedResource {
  const named = (identifier: string) => known.find(({ resource }) => resource === identifier);
  // Most name it just as it is registered, and need no parsing.
  const found = named(value) ?? named(parseResource(value));
  if (found) return found;
  throw new OAuthError('invalid_target', {
    description: 'a resource is unknown, or the client may not ask for it: check each resource parameter',
  });
}

function unknownScope(scope: string): OAuthError {
  return new OAuthError('invalid_scope', {
    description: `the scope ${scope} belongs to none of the resources, or the client may not ask for it: ask for fewer scopes, or have it registered`,
  });
}
