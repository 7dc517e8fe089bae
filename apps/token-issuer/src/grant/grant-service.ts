import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { GrantService, type GrantSchema, type RevokeGrantsRequest } from '@latchkey/contracts';
import { RpcError, rpcService, type RpcService } from '@latchkey/rpc';
import type { Pool } from 'pg';
import type { Audit } from '../audit';
import type { Revocations } from '../revocation/revocations';
import { formatPageToken, parsePageToken } from './grant-page-token';
import type { GrantRepository } from './grant-repository';
import { listGrants, type ListedGrant } from './list-grants';
import type { Owner, RevokeMany } from './revoke-many';

/** What the service needs. */
export interface GrantServiceDependencies {
  pool: Pool;
  grants: Pick<GrantRepository, 'find' | 'revoke'>;
  revokeMany: RevokeMany;
  revocations: Pick<Revocations, 'refresh'>;
  audit: Audit;
  clock: () => Date;
}

const usualPage = 50;
const largestPage = 100;
const longestIdentifier = 256;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Serves `latchkey.issuer.v1.GrantService`. */
export function grantService(dependencies: GrantServiceDependencies): RpcService {
  const { pool, grants, revokeMany, revocations, audit, clock } = dependencies;

  return rpcService(GrantService, {
    async listGrants({ subject, pageSize, pageToken }) {
      checkIdentifier('subject', subject);
      if (pageSize < 0 || pageSize > largestPage) {
        throw new RpcError('INVALID_ARGUMENT', `page_size is 1 to ${largestPage}, or 0 for ${usualPage}`);
      }
      const limit = pageSize || usualPage;
      const after = parsePageToken(pageToken);
      // One more than asked for tells whether there is another page.
      const found = await listGrants(pool, subject, { after, limit: limit + 1, now: clock() });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        grants: page.map(toMessage),
        nextPageToken: last && found.length > limit ? formatPageToken(last) : '',
      };
    },

    async revokeGrants(request) {
      const revokedGrants = await revoke(request);
      await revocations.refresh();
      return { revokedGrants };
    },
  });

  async function revoke({ revoked, onBehalfOf }: RevokeGrantsRequest): Promise<number> {
    if (revoked.case === undefined) throw new RpcError('INVALID_ARGUMENT', 'nothing to revoke is named');
    if (revoked.case === 'clientAccess') {
      checkIdentifier('subject', revoked.value.subject);
      checkIdentifier('client_id', revoked.value.clientId);
    } else checkIdentifier(revoked.case, revoked.value);
    const by = onBehalfOf === '' ? 'operator' : 'user';
    const reason = `revoked_by_${by}` as const;
    if (revoked.case === 'grantId') {
      if (!uuid.test(revoked.value)) return 0;
      const grant = await grants.find(revoked.value);
      if (!grant || (onBehalfOf !== '' && grant.subject !== onBehalfOf)) return 0;
      if (!(await grants.revoke(grant.id, reason, clock()))) return 0;
      const { id: grantId, subject, clientId } = grant;
      audit({ type: 'grant.revoked', grantId, subject, clientId, details: { by } });
      return 1;
    }
    const { owner, concerned } = ownerOf(revoked);
    // A user may withdraw everything that they allowed, and nothing of anybody else.
    if (onBehalfOf !== '' && concerned.subject !== onBehalfOf) {
      throw new RpcError(
        'INVALID_ARGUMENT',
        'on behalf of a user only what that user allowed can be revoked',
      );
    }
    const count = await revokeMany(owner, reason);
    audit({ type: 'grants.revoked', ...concerned, details: { by, count: String(count) } });
    return count;
  }
}

type Many = Exclude<RevokeGrantsRequest['revoked'], { case: 'grantId' | undefined }>;

/** Whose grants are meant, for the database and for the audit log. */
function ownerOf(revoked: Many): { owner: Owner; concerned: { subject?: string; clientId?: string } } {
  if (revoked.case === 'clientAccess') {
    const { subject, clientId } = revoked.value;
    return { owner: { kind: 'client_access', subject, clientId }, concerned: { subject, clientId } };
  }
  const { value } = revoked;
  return revoked.case === 'clientId'
    ? { owner: { kind: 'client', value }, concerned: { clientId: value } }
    : { owner: { kind: 'subject', value }, concerned: { subject: value } };
}

/** PostgreSQL takes no NUL in a text; identifiers have no control characters at all. */
function checkIdentifier(name: string, value: string): void {
  if (value !== '' && value.length <= longestIdentifier && !/\p{Cc}/u.test(value)) return;
  throw new RpcError(
    'INVALID_ARGUMENT',
    `${name} must have 1 to ${longestIdentifier} characters, none of them a control character`,
  );
}

function toMessage(grant: ListedGrant): MessageInitShape<typeof GrantSchema> {
  return {
    grantId: grant.id,
    clientId: grant.clientId,
    scopes: grant.scopes,
    resources: grant.resources,
    createTime: timestampFromDate(grant.createdAt),
    lastUseTime: timestampFromDate(grant.lastUsedAt),
    expireTime: timestampFromDate(grant.expiresAt),
    device: grant.device,
  };
}
