import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import type {
  ClientIntrospectionOutcome,
  ClientIntrospectionRequestSchema,
  TokenIntrospection,
  TokenService,
} from '@latchkey/contracts';
import { formatScope } from '@latchkey/oauth';
import { RpcError, coalesce, oauthErrorFromMessage, type RpcClient } from '@latchkey/rpc';

type IntrospectionRequest = MessageInitShape<typeof ClientIntrospectionRequestSchema>;

/** What a token stands for: claims by name (RFC 7662 §2.2), or a signed JWT that says so (RFC 9701 §5). */
export type IntrospectionAnswer = Record<string, unknown> | string;

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
  if (outcome.case === 'introspectionJwt') return outcome.value;
  if (outcome.case === 'error') return oauthErrorFromMessage(outcome.value);
  return new RpcError('INTERNAL', 'the issuer gave no outcome for an introspection request');
}

function introspectionClaims(token: TokenIntrospection): Record<string, unknown> {
  if (!token.active) return { active: false };
  const { audiences, scopes, issueTime, expireTime, authTime, confirmationThumbprint: jkt } = token;
  // JSON leaves out what is undefined.
  return {
    active: true,
    iss: token.issuer || undefined,
    sub: token.subject || undefined,
    aud: audiences.length > 1 ? audiences : audiences[0],
    client_id: token.clientId,
    scope: scopes.length > 0 ? formatScope(scopes) : undefined,
    iat: issueTime && seconds(issueTime),
    exp: expireTime && seconds(expireTime),
    jti: token.tokenId || undefined,
    token_type: tokenTypeOf(token),
    act: nestedActor(token.actors),
    cnf: jkt ? { jkt } : undefined, // RFC 9449 §6.2
    origin_client_id: token.originClientId || undefined,
    acr: token.acr || undefined, // RFC 9470 §6.2
    auth_time: authTime && seconds(authTime),
  };
}

/** RFC 6749 §7.1: the type of an access token; a refresh token has none. */
function tokenTypeOf({ tokenKind, confirmationThumbprint }: TokenIntrospection): string | undefined {
  if (tokenKind !== 'access_token') return undefined;
  return confirmationThumbprint ? 'DPoP' : 'Bearer';
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
  return Number(time.seconds);
}
