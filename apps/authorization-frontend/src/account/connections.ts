import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Consent, Grant, ProtectedResource } from '@latchkey/contracts';
import type { Language } from '@latchkey/ui';
import { describeScopes, type DescribedAccess } from '../scopes/describe-scopes';

/** A client that somebody has allowed something. */
export interface Connection {
  clientId: string;
  /** Name of the client; empty when the directory told none with a consent. */
  clientName: string;
  access: DescribedAccess[];
  /** When it was first allowed something. */
  since: Date | undefined;
  /** When tokens were issued to it last. */
  lastUse: Date | undefined;
  through: 'application' | 'device' | 'both';
}

/**
 * Puts together what is remembered of a user's consents and what lives of their grants, client by client: each
 * may be there without the other, as for the operator's own applications, or once the tokens have ended.
 *
 * @returns in the order of the consents, then the other clients
 */
export function collectConnections(
  consents: readonly Consent[],
  grants: readonly Grant[],
  registry: readonly ProtectedResource[],
  language: Language,
): Connection[] {
  const clientIds = [...consents, ...grants].map(({ clientId }) => clientId);
  return [...new Set(clientIds)].map((clientId) => {
    const consent = consents.find((one) => one.clientId === clientId);
    const own = grants.filter((grant) => grant.clientId === clientId);
    const created = dates([consent?.createTime, ...own.map(({ createTime }) => createTime)]);
    const used = dates(own.map(({ lastUseTime }) => lastUseTime));
    const parts = [
      ...(consent?.allowed ?? []).map(({ resource, scopes }) => ({ scopes, resources: [resource] })),
      ...own,
    ];
    return {
      clientId,
      clientName: consent?.clientName ?? '',
      access: merge(parts.flatMap((part) => describeScopes(part, registry, language))),
      since: created[0],
      lastUse: used.at(-1),
      through: throughOf(own),
    };
  });
}

function throughOf(grants: readonly Grant[]): Connection['through'] {
  if (!grants.some(({ device }) => device)) return 'application';
  return grants.every(({ device }) => device) ? 'device' : 'both';
}

/** Oldest first. */
function dates(times: readonly (Timestamp | undefined)[]): Date[] {
  return times
    .filter((time) => time !== undefined)
    .map((time) => timestampDate(time))
    .sort((one, other) => one.getTime() - other.getTime());
}

function merge(parts: readonly DescribedAccess[]): DescribedAccess[] {
  const byResource = new Map<string, Set<string>>();
  for (const { resourceName, permissions } of parts) {
    const known = byResource.get(resourceName) ?? new Set();
    byResource.set(resourceName, known);
    for (const permission of permissions) known.add(permission);
  }
  return [...byResource].map(([resourceName, permissions]) => ({
    resourceName,
    permissions: [...permissions],
  }));
}
