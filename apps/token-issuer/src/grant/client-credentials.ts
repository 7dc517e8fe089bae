import { OAuthError } from '@latchkey/oauth';
import { requestedAccess } from '../client/requested-access';
import type { IssueAccessToken } from '../token/issue-tokens';
import type { Grant } from './grant';

/**
 * The client credentials grant (RFC 6749 §4.4): the client speaks for itself. Nothing is stored, and there is
 * no refresh token (§4.4.3).
 */
export function clientCredentials(dependencies: { issueAccessToken: IssueAccessToken }): Grant {
  return {
    async redeem(request) {
      const { client } = request;
      if (client.tokenEndpointAuthMethod === 'none') {
        throw new OAuthError('unauthorized_client', {
          description: 'the client credentials grant is for confidential clients alone',
        });
      }
      const access = requestedAccess(request, client);
      return dependencies.issueAccessToken({ client, subject: client.id, access });
    },
  };
}
