import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, type Timestamp } from '@bufbuild/protobuf/wkt';
import type {
  ClientIntrospectionOutcome,
  ClientIntrospectionRequestSchema,
  TokenIntrospection,
  TokenService,
} from '@latchkey/contracts';
import { formatScope } from '@latchkey/oauth';
import { RpcError, coalesce, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';

type IntrospectionRequest = MessageInitShape<typeof ClientIntrospectionRequestSchema>;

/** What a token stands for: claims by name (RFC 7662 §2.2), or a JWT that says so (RFC 9701 §5). */
export type IntrospectionAnswer = Record<string, unknown> | { jwt: string };

/** Has the issuer say what a token stands for. @throws OAuthError or RpcError */
export type Introspection = (request: IntrospectionRequest) => Promise<IntrospectionAnswer>;

const maximumBatchSize = 100;

/** Coalesces introspection requests as token requests are: one call for what arrives in one turn. */
export function createIntrospection(
  tokenService: Pick<RpcClient<typeof TokenService>, 'introspectClientTokens'>,
): Introspection {
  return coalesce<IntrospectionRequest, IntrospectionAnswer>({
    maximum: maximumBatchSize,
    send: async (requests) => {
      const { outcomes } = await tokenService.introspectClientTokens({
        introspectionRequests: [...requests],
      });
      return outcomes.map(resultOf);
    },
  });
}

function resultOf({ outcome }: ClientIntrospectionOutcome): IntrospectionAnswer | Error {
  if (outcome.case === 'introspection') return introspectionClaims(outcome.value);
  if (outcome.case === 'introspectionJwt') return { jwt: outcome.value };
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the issuer gave no outcome for an introspection request');
}

function introspectionClaims(token: TokenIntrospection): Record<string, unknown> {
  if (!token.active) return { active: false };
  const { audiences, scopes, issueTime, expireTime, authTime, tokenId, actors } = token;
  const { confirmationThumbprint: jkt } = token;
  return {
    active: true,
    ...(token.issuer && { iss: token.issuer }),
    ...(token.subject && { sub: token.subject }),
    ...(audiences.length > 0 && { aud: audiences.length === 1 ? audiences[0] : audiences }),
    client_id: token.clientId,
    ...(scopes.length > 0 && { scope: formatScope(scopes) }),
    ...(issueTime && { iat: seconds(issueTime) }),
    ...(expireTime && { exp: seconds(expireTime) }),
    ...(tokenId && { jti: tokenId }),
    // RFC 6749 §7.1: the type of an access token; a refresh token has none.
    ...(token.tokenKind === 'access_token' && { token_type: jkt ? 'DPoP' : 'Bearer' }),
    ...(actors.length > 0 && { act: nestedActor(actors) }),
    ...(jkt && { cnf: { jkt } }), // RFC 9449 §6.2
    ...(token.originClientId && { origin_client_id: token.originClientId }),
    ...(token.acr && { acr: token.acr }), // RFC 9470 §6.2
    ...(authTime && { auth_time: seconds(authTime) }),
  };
}

interface Actor {
  sub: string;
  act?: Actor;
}

/** The actors as a claim: the outermost acts now, those inside acted before (RFC 8693 §4.1). */
function nestedActor(actors: readonly string[]): Actor | undefined {
  return actors.reduceRight<Actor | undefined>((act, sub) => ({ sub, ...(act && { act }) }), undefined);
}

function seconds(time: Timestamp): number {
  return Math.floor(timestampDate(time).getTime() / 1000);
}
