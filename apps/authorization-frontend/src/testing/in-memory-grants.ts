import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { GrantSchema, ListGrantsResponseSchema, RevokeGrantsResponseSchema } from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** A grant and whose it is. */
export type TestGrant = MessageInitShape<typeof GrantSchema> & { grantId: string; subject: string };

/** Keeps grants in memory, a few to a page, and answers as the contract of GrantService says. */
export function inMemoryGrants() {
  const pageSize = 2;
  const live: TestGrant[] = [];
  const revocations: { grantId: string; onBehalfOf: string }[] = [];
  const service: ServerDeps['grants'] = {
    async listGrants({ subject, pageToken = '' }) {
      const own = live.filter((grant) => grant.subject === subject);
      const start = Number(pageToken);
      return create(ListGrantsResponseSchema, {
        grants: own
          .slice(start, start + pageSize)
          .map(({ subject: _, ...grant }) => create(GrantSchema, grant)),
        nextPageToken: start + pageSize < own.length ? String(start + pageSize) : '',
      });
    },
    async revokeGrants({ revoked, onBehalfOf = '' }) {
      if (revoked?.case === 'subject') {
        if (revoked.value !== onBehalfOf)
          throw new RpcError('INVALID_ARGUMENT', 'not what that user allowed');
        const kept = live.filter(({ subject }) => subject !== revoked.value);
        const revokedGrants = live.length - kept.length;
        live.splice(0, live.length, ...kept);
        return create(RevokeGrantsResponseSchema, { revokedGrants });
      }
      if (revoked?.case !== 'grantId') throw new Error('the pages revoke no grants of a whole client');
      const { value: grantId } = revoked;
      revocations.push({ grantId, onBehalfOf });
      const place = live.findIndex((grant) => grant.grantId === grantId && grant.subject === onBehalfOf);
      if (place >= 0) live.splice(place, 1);
      return create(RevokeGrantsResponseSchema, { revokedGrants: place >= 0 ? 1 : 0 });
    },
  };
  return { service, live, revocations };
}
