import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type { Grant } from '@latchkey/contracts';
import type { SignedIn } from '../session/sessions';
import type { AccountDeps } from './account-deps';
import { listGrants } from './grants';

/**
 * Puts together what the directory and the issuer know about somebody.
 *
 * @returns a JSON object (RFC 8259), set out to be read
 * @throws Error when the directory sends no object
 */
export async function exportAccount(
  { users, grants }: Pick<AccountDeps, 'users' | 'grants'>,
  { user, token }: SignedIn,
): Promise<string> {
  const [{ userJson }, own] = await Promise.all([
    users.exportUser({ sessionToken: token }),
    listGrants(grants, user.subject),
  ]);
  const known: unknown = JSON.parse(userJson);
  if (typeof known !== 'object' || known === null) throw new Error('the directory sent no export');
  return `${JSON.stringify({ ...known, grants: own.map(exportGrant) }, null, 2)}\n`;
}

function exportGrant({ grantId, clientId, scopes, resources, device, ...times }: Grant) {
  return {
    grant_id: grantId,
    client_id: clientId,
    scopes,
    resources,
    device,
    create_time: toText(times.createTime),
    last_use_time: toText(times.lastUseTime),
    expire_time: toText(times.expireTime),
  };
}

/** As in RFC 3339. */
function toText(time: Timestamp | undefined): string | undefined {
  return time && timestampDate(time).toISOString();
}
