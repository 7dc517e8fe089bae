import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import {
  IntrospectTokensResponseSchema,
  TokenIntrospectionSchema,
  type IntrospectTokensResponse,
} from '@latchkey/contracts';
import type { AccessTokenClaims, Actor } from '@latchkey/jwt';
import { parseScope } from '@latchkey/oauth';
import { codecOf } from '@latchkey/rpc';
import type { ReadAccessTokens } from './read-access-token';

/** What a token stands for, as it is sent. */
export type Introspection = Exclude<MessageInitShape<typeof TokenIntrospectionSchema>, { $unknown: unknown }>;

/** All that is said of a token that is not valid, or does not concern the one who asks (RFC 7662 §2.2). */
export const inactive: Introspection = { active: false };

/** Introspects access tokens for services, which see all of them. */
export type IntrospectTokens = (tokens: string[]) => Promise<IntrospectTokensResponse>;

/**
 * Creates introspection for services. Encoding an answer costs many times what finding it does, and what is
 * said of a live token never changes: so each is encoded once and goes into the response as bytes. It cannot
 * be read as a message here; who receives it sees no difference.
 */
export function createIntrospection(readAccessTokens: ReadAccessTokens): IntrospectTokens {
  // As long as the claims are remembered where tokens are verified, and no longer.
  const encoded = new WeakMap<AccessTokenClaims, Uint8Array>();
  const inactivePart = encode(inactive);
  const no = IntrospectTokensResponseSchema.field.introspections.number;

  return async (tokens) => {
    const read = await readAccessTokens(tokens);
    const response = create(IntrospectTokensResponseSchema);
    response.$unknown = read.map((claims) => ({
      no,
      wireType: WireType.LengthDelimited,
      data: claims ? partOf(claims) : inactivePart,
    }));
    return response;
  };

  function partOf(claims: AccessTokenClaims): Uint8Array {
    let part = encoded.get(claims);
    if (!part) {
      part = encode(introspectionOf(claims));
      encoded.set(claims, part);
    }
    return part;
  }
}

/** Puts the claims of an active access token into the words of RFC 7662 §2.2. */
export function introspectionOf(claims: AccessTokenClaims): Introspection {
  return {
    active: true,
    scopes: parseScope(claims.scope),
    clientId: claims.client_id,
    subject: claims.sub,
    audiences: [claims.aud].flat(),
    issueTime: timestampFromMs(claims.iat * 1000),
    expireTime: timestampFromMs(claims.exp * 1000),
    tokenId: claims.jti,
    grantId: claims.grant_id ?? '',
    issuer: claims.iss,
    tokenKind: 'access_token',
    actors: actorsOf(claims.act),
    confirmationThumbprint: claims.cnf?.jkt ?? '',
    originClientId: claims.origin_client_id ?? '',
    acr: claims.acr ?? '',
    ...(claims.auth_time !== undefined && { authTime: timestampFromMs(claims.auth_time * 1000) }),
  };
}

/** A message as the value of a length-delimited field. */
function encode(introspection: Introspection): Uint8Array {
  return new BinaryWriter().bytes(codecOf(TokenIntrospectionSchema).encode(introspection)).finish();
}

function actorsOf(actor: Actor | undefined): string[] {
  return actor ? [actor.sub, ...actorsOf(actor.act)] : [];
}
