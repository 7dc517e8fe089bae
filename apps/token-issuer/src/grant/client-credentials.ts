import type { AccessRules } from '../client/requested-access';
import type { IssueAccessToken } from '../token/issue-tokens';
import { refuseUnlessConfidential } from './confidential-client';
import type { Grant } from './grant';

/**
 * The client credentials grant (RFC 6749 §4.4): the client speaks for itself. Nothing is stored, and there is
 * no refresh token (§4.4.3).
 */
export function clientCredentials(
  dependencies: { issueAccessToken: IssueAccessToken } & Pick<AccessRules, 'requestedAccess'>,
): Grant {
  return {
    redeem(request) {
      const { client, dpopJkt } = request;
      refuseUnlessConfidential(client, 'the client credentials grant');
      const access = dependencies.requestedAccess(request, client);
      return dependencies.issueAccessToken({ client, subject: client.id, access, dpopJkt });
    },
  };
}
