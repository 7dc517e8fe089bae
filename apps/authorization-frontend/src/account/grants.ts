import type { Grant } from '@latchkey/contracts';
import type { AccountDeps } from './account-deps';

const pageSize = 100;
// Ten thousand grants are far beyond what a person makes; a list without an end would hold a request for ever.
const maximumPages = 100;

/** Lists every live grant of a user, newest first. @throws Error when there are more than 10 000 */
export async function listGrants(grants: AccountDeps['grants'], subject: string): Promise<Grant[]> {
  const all: Grant[] = [];
  let pageToken = '';
  for (let page = 0; page < maximumPages; page += 1) {
    const answer = await grants.listGrants({ subject, pageSize, pageToken });
    all.push(...answer.grants);
    pageToken = answer.nextPageToken;
    if (pageToken === '') return all;
  }
  throw new Error('the user has more grants than can be listed');
}

/**
 * Takes back all that a user has allowed a client: what is remembered, every grant with its tokens, and what was
 * approved but not redeemed yet.
 */
export async function withdraw(
  { grants, consents }: Pick<AccountDeps, 'grants' | 'consents'>,
  subject: string,
  clientId: string,
): Promise<void> {
  // First, so that no request that comes in between is allowed unasked.
  await consents.deleteConsent({ subject, clientId });
  await grants.revokeGrants({
    revoked: { case: 'clientAccess', value: { subject, clientId } },
    onBehalfOf: subject,
  });
}
