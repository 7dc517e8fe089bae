import type { AllowedAccess, ProtectedResource } from '@latchkey/contracts';
import type { Fields } from '../http/forms';

/** What a client asks for. */
export interface AccessRequest {
  scopes: readonly string[];
  /** Identifiers of resources; all that have the scopes when there are none. */
  resources: readonly string[];
}

/** The scopes of a request, sorted by what there is to decide about them. */
export interface AskedAccess {
  /** New, and allowed or refused as a whole. */
  required: string[];
  /** New, and each may be left out. */
  optional: string[];
  /** Allowed before. */
  before: string[];
  /** Those of `before` that could have been left out. */
  optionalBefore: string[];
}

/** Scopes at one resource, as a consent holds them. */
export type ScopesAtResource = Pick<AllowedAccess, 'resource' | 'scopes'>;

/**
 * Sorts the scopes of a request. One was allowed before when it was at every resource that it is asked for;
 * one may be left out when every such resource says so. One that no resource has is asked for every time.
 *
 * @param allowed what the user has allowed the client
 */
export function sortAccess(
  { scopes, resources }: AccessRequest,
  registry: readonly ProtectedResource[],
  allowed: readonly ScopesAtResource[],
): AskedAccess {
  const asked = askedResources(resources, registry);
  const sorted: AskedAccess = { required: [], optional: [], before: [], optionalBefore: [] };
  for (const scope of scopes) {
    const places = asked.flatMap(({ resource, scopes: known }) =>
      known.filter((one) => one.scope === scope).map(({ optional }) => ({ resource, optional })),
    );
    const isAllowed = (at: string) =>
      allowed.some(({ resource, scopes: given }) => resource === at && given.includes(scope));
    const isOptional = places.length > 0 && places.every(({ optional }) => optional);
    if (places.length > 0 && places.every(({ resource }) => isAllowed(resource))) {
      sorted.before.push(scope);
      if (isOptional) sorted.optionalBefore.push(scope);
    } else {
      sorted[isOptional ? 'optional' : 'required'].push(scope);
    }
  }
  return sorted;
}

/** Name of the field of an optional scope. */
export function scopeField(scope: string): string {
  return `scope:${scope}`;
}

/** Name of the hidden field that says that a page offered an optional scope: an empty box sends nothing. */
export function offerField(scope: string): string {
  return `offer:${scope}`;
}

/**
 * The scopes that somebody allows who pressed the button: all but the optional ones that the page offered and
 * that came back without their tick, even when another tab has allowed them in the meantime.
 */
export function chosenScopes(
  { scopes }: AccessRequest,
  { optional, optionalBefore }: AskedAccess,
  form: Fields,
): string[] {
  const wasOffered = (scope: string) =>
    optional.includes(scope) || (optionalBefore.includes(scope) && form[offerField(scope)] !== undefined);
  return scopes.filter((scope) => !wasOffered(scope) || form[scopeField(scope)] !== undefined);
}

/** Spreads scopes over the resources of a request, as a consent is recorded. */
export function spreadScopes(
  scopes: readonly string[],
  { resources }: AccessRequest,
  registry: readonly ProtectedResource[],
): ScopesAtResource[] {
  return askedResources(resources, registry)
    .map(({ resource, scopes: known }) => ({
      resource,
      scopes: scopes.filter((scope) => known.some((one) => one.scope === scope)),
    }))
    .filter((access) => access.scopes.length > 0);
}

function askedResources(resources: readonly string[], registry: readonly ProtectedResource[]) {
  return registry.filter(({ resource }) => resources.length === 0 || resources.includes(resource));
}
