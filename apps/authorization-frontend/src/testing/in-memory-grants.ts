import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  GrantSchema,
  ListGrantsResponseSchema,
  RevokeGrantsResponseSchema,
  type RevokeGrantsRequestSchema,
} from '@latchkey/contracts';
import { RpcError } from '@latchkey/rpc';
import type { ServerDeps } from '../server';

/** A grant and whose it is. */
export type TestGrant = MessageInitShape<typeof GrantSchema> & { grantId: string; subject: string };

/** Keeps grants in memory, a few to a page, and answers as the contract of GrantService says. */
export function inMemoryGrants() {
  const pageSize = 2;
  const live: TestGrant[] = [];
  const withdrawals: { subject: string; clientId: string }[] = [];
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
      const { subject, clientId } = meant(revoked);
      if (subject !== onBehalfOf) throw new RpcError('INVALID_ARGUMENT', 'not what that user allowed');
      if (clientId !== undefined) withdrawals.push({ subject, clientId });
      const kept = live.filter(
        (grant) => grant.subject !== subject || (clientId !== undefined && grant.clientId !== clientId),
      );
      const revokedGrants = live.length - kept.length;
      live.splice(0, live.length, ...kept);
      return create(RevokeGrantsResponseSchema, { revokedGrants });
    },
  };
  return { service, live, withdrawals };
}

type Revoked = MessageInitShape<typeof RevokeGrantsRequestSchema>['revoked'];

/** Whose grants a page means. */
function meant(revoked: Revoked): { subject: string; clientId?: string } {
  if (revoked?.case === 'subject') return { subject: revoked.value };
  if (revoked?.case !== 'clientAccess')
    throw new Error('the pages revoke what a user allowed, and that together');
  const { subject = '', clientId = '' } = revoked.value;
  return { subject, clientId };
}
