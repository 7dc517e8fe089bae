import type { Actor } from '@latchkey/jwt';
import { RpcError } from '@latchkey/rpc';
import { z } from 'zod';
import { fetchText } from './fetch-text';
import type { Introspect } from './introspect';
import { tokenFromClaims } from './validated-token';

/** How the issuer is asked over HTTP. */
export interface HttpIntrospectionOptions {
  /** Tells where to ask. */
  locate(): URL | Promise<URL>;
  /** Identifier of the issuer: what is said about tokens of others does not count. */
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const text = z.string().min(1);
const actorSchema: z.ZodType<Actor> = z.lazy(() =>
  z.object({ sub: text, act: actorSchema.optional() }),
) as z.ZodType<Actor>;

const inactiveSchema = z.object({ active: z.literal(false) });
// RFC 7662 §2.2, with what Latchkey always tells of an access token.
const activeSchema = z
  .object({
    active: z.literal(true),
    iss: text,
    sub: text,
    client_id: text,
    aud: z.union([text, z.array(text).min(1)]),
    exp: z.int(),
    iat: z.int(),
    jti: text,
    acr: text.optional(),
    auth_time: z.int().optional(),
    scope: z.string().optional(),
    grant_id: text.optional(),
    origin_client_id: text.optional(),
    act: actorSchema.optional(),
    cnf: z.strictObject({ jkt: text }).optional(),
    token_type: z.string().optional(),
  })
  // Without the key that it is bound to, such a token would pass for a bearer token.
  .refine(({ cnf, token_type: type }) => cnf !== undefined || type?.toLowerCase() !== 'dpop');

// RFC 6750 §6.1.1, RFC 9449 §12.1; in any case, as RFC 6749 §5.1 has it. A refresh token has none.
const accessTokenType = /^(?:bearer|dpop)$/i;

/**
 * Asks the introspection endpoint (RFC 7662 §2.1), as a client with a secret that serves the resource. Latchkey
 * names the type of every access token; a token without a `token_type` is a refresh token, which opens nothing.
 */
export function createHttpIntrospection(options: HttpIntrospectionOptions): Introspect {
  const { locate, issuer, clientId, clientSecret } = options;
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  const headers = { accept: 'application/json', authorization: `Basic ${basic}` };

  return async (accessToken) => {
    const body = new URLSearchParams({ token: accessToken, token_type_hint: 'access_token' });
    const answer = read((await fetchText(await locate(), { method: 'POST', headers, body })).text);
    if (!answer.active || answer.iss !== issuer) return undefined;
    if (!accessTokenType.test(answer.token_type ?? '')) return undefined;
    return tokenFromClaims(answer);
  };
}

function read(json: string) {
  try {
    return z.discriminatedUnion('active', [inactiveSchema, activeSchema]).parse(JSON.parse(json));
  } catch {
    // What it says about somebody's token does not belong into a log.
    throw new RpcError('INTERNAL', 'the answer of the introspection endpoint cannot be read');
  }
}

/** RFC 6749 §2.3.1: both parts of Basic credentials are form-encoded first. */
function formEncoded(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}
