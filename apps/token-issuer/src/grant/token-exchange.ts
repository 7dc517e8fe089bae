import type { AccessTokenClaims } from '@latchkey/jwt';
import { OAuthError, parseScope, requireParameter } from '@latchkey/oauth';
import type { Client } from '../client/client';
import type { Access, AccessRules } from '../client/requested-access';
import type { IssueAccessToken } from '../token/issue-tokens';
import { isOpaqueAccessToken } from '../token/opaque-access-token';
import type { ReadAccessTokens } from '../token/read-access-token';
import { actingFor } from './actor';
import { refuseUnlessConfidential } from './confidential-client';
import type { Grant } from './grant';

/** What token exchange needs. */
export interface TokenExchangeDependencies extends AccessRules {
  readAccessTokens: ReadAccessTokens;
  issueAccessToken: IssueAccessToken;
}

// RFC 8693 §3.
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

/**
 * Token exchange (RFC 8693): a client trades an access token of this server, its own or one that its policy
 * names the client of, for one that allows no more: the same subject and grant, scopes and resources that
 * both the token and the client's registration hold, and no longer a life. `audience` names resources just
 * as `resource` does. There is no refresh token.
 *
 * Delegation is the rule: the new token says that the client acts for the subject (§4.1). Only a client whose
 * policy allows impersonation, and that brings no actor token, gets a token that does not name it.
 *
 * The new token is bound to the key of the request's DPoP proof if there is one; a token that is bound to a key
 * (RFC 9449) is exchanged with a proof of that key alone.
 */
export function tokenExchange(dependencies: TokenExchangeDependencies): Grant {
  const { issueAccessToken, readAccessTokens, narrowedAccess, remainingAccess } = dependencies;

  return {
    async redeem({ client, parameters, resources, audiences, dpopJkt }) {
      refuseUnlessConfidential(client, 'token exchange');
      const { tokenExchange: policy } = client;
      if (!policy) {
        throw new OAuthError('unauthorized_client', {
          description: 'the client is not registered for any token that it could exchange',
        });
      }
      const issuedTokenType = requestedType(parameters);
      const { subject, actor } = await readTokens(parameters);
      if (subject.client_id !== client.id && !policy.subjectClientIds.includes(subject.client_id)) {
        throw unacceptable('subject_token', 'of a client that the policy does not name');
      }
      if (actor && (actor.client_id !== client.id || actor.sub !== client.id || actor.act)) {
        throw unacceptable('actor_token', 'does not speak for the client alone');
      }
      requireKeyOf(subject, 'subject_token', dpopJkt);
      if (actor) requireKeyOf(actor, 'actor_token', dpopJkt);
      const named = { parameters, resources: [...resources, ...audiences] };
      const access = narrowedAccess(named, common(subject, client));
      const answer = issueAccessToken({
        client,
        subject: subject.sub,
        access,
        ...grantOf(subject),
        actor: policy.impersonation && !actor ? subject.act : actingFor(subject, client.id),
        endsBy: new Date(subject.exp * 1000),
        dpopJkt,
        originClientId: originOf(subject, client),
      });
      if (issuedTokenType === JWT && isOpaqueAccessToken(answer.accessToken)) {
        throw invalidRequest('tokens for these resources are no JWTs: leave requested_token_type out');
      }
      return { ...answer, issuedTokenType };
    },
  };

  async function readTokens(parameters: Record<string, string>) {
    const presented = [presentedToken(parameters, 'subject_token')];
    // RFC 8693 §2.1: the type belongs to the token, and must not come alone.
    if (parameters['actor_token'] !== undefined || parameters['actor_token_type'] !== undefined) {
      presented.push(presentedToken(parameters, 'actor_token'));
    }
    const [subject, actor] = await readAccessTokens(presented);
    if (!subject) throw unacceptable('subject_token', 'invalid');
    if (presented.length > 1 && !actor) throw unacceptable('actor_token', 'invalid');
    return { subject, actor };
  }

  /** What both the token and the client's registration hold. */
  function common(subject: AccessTokenClaims, client: Client): Access {
    const held = { scopes: parseScope(subject.scope), resources: [subject.aud].flat() };
    try {
      return remainingAccess(held, client);
    } catch (error) {
      if (!(error instanceof OAuthError) || error.code !== 'invalid_grant') throw error;
      throw unacceptable('subject_token', 'holds nothing that the client is registered for');
    }
  }
}

function presentedToken(parameters: Record<string, string>, name: 'subject_token' | 'actor_token'): string {
  const token = requireParameter(parameters, name);
  const type = requireParameter(parameters, `${name}_type`);
  if (type !== ACCESS_TOKEN && type !== JWT) {
    throw invalidRequest(`${name}_type must be ${ACCESS_TOKEN} or ${JWT}`);
  }
  if (type === JWT && isOpaqueAccessToken(token))
    throw unacceptable(name, 'not the JWT that it is said to be');
  return token;
}

function requestedType(parameters: Record<string, string>): string {
  const type = parameters['requested_token_type'] ?? ACCESS_TOKEN;
  if (type === ACCESS_TOKEN || type === JWT) return type;
  throw invalidRequest(`requested_token_type must be ${ACCESS_TOKEN} or ${JWT}, or be left out`);
}

/** A bound token is of use to the holder of its key alone (RFC 9449 §7); the new one is bound to the same key. */
function requireKeyOf(
  { cnf }: AccessTokenClaims,
  name: 'subject_token' | 'actor_token',
  dpopJkt: string | undefined,
): void {
  if (cnf && cnf.jkt !== dpopJkt) throw unacceptable(name, 'bound to a key that the request has no proof of');
}

/** The client of the first token goes along too, as long as another one has the token. */
function originOf({ client_id, origin_client_id = client_id }: AccessTokenClaims, { id }: Client) {
  return origin_client_id === id ? undefined : origin_client_id;
}

/** The grant goes along, so that revoking it ends the new token too. */
function grantOf({ grant_id, auth_time, acr }: AccessTokenClaims) {
  if (grant_id === undefined || auth_time === undefined) return {};
  return { grant: { id: grant_id, authTime: new Date(auth_time * 1000), acr: acr ?? null } };
}

/**
 * The refusal of a token, in the same words whatever is wrong with it. RFC 8693 §2.2.2: one that is invalid,
 * or that policy does not accept, is `invalid_request`.
 */
function unacceptable(name: 'subject_token' | 'actor_token', detail: string): OAuthError {
  return new OAuthError('invalid_request', {
    description: `${name} is not a valid access token that this client may exchange: get a new one, check what the client is registered for, and send a DPoP proof if the token is bound to a key`,
    detail: `${name}: ${detail}`,
  });
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
