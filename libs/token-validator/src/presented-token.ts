import { OAuthError } from '@latchkey/oauth';
import { readTokenCredentials } from './access-token';
import { DpopProofError } from './dpop-error';

/** What a request is to whoever looks for its access token: an `IncomingMessage` of node:http is one. */
export interface TokenBearingRequest {
  /** The target as it stands in the request line. */
  url?: string | undefined;
  /** Names and values in turn, as they arrived. */
  rawHeaders: readonly string[];
}

/** An access token, and how the request presents it. */
export type PresentedToken =
  { scheme: 'bare' | 'Bearer'; accessToken: string } | { scheme: 'DPoP'; accessToken: string; proof: string };

/**
 * Reads the one access token of a request, and the proof that comes with it. It reads the raw header fields,
 * because Node.js drops all but the first of several Authorization fields without a word.
 *
 * @throws NoAccessTokenError when the request has none
 * @throws OAuthError `invalid_request` when there are several, or one in the query
 * @throws OAuthError `invalid_token` when what stands there is no token
 * @throws DpopProofError when the scheme is DPoP and there is not exactly one proof (RFC 9449 §4.3)
 */
export function readPresentedToken({ url, rawHeaders }: TokenBearingRequest): PresentedToken {
  refuseTokenInQuery(url);
  let authorization: string | undefined;
  let proof: string | undefined;
  let proofs = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    // The length first: it tells most names apart without making another string.
    if (name.length === authorizationLength && name.toLowerCase() === 'authorization') {
      if (authorization !== undefined) throw severalTokens();
      authorization = rawHeaders[index + 1];
    } else if (name.length === dpopLength && name.toLowerCase() === 'dpop') {
      proofs += 1;
      proof = rawHeaders[index + 1];
    }
  }
  const { scheme, accessToken } = readTokenCredentials(authorization);
  if (scheme !== 'DPoP') return { scheme, accessToken };
  if (proof === undefined || proofs !== 1) {
    throw new DpopProofError('send one proof in the DPoP header with each request (RFC 9449)');
  }
  return { scheme, accessToken, proof };
}

const authorizationLength = 'authorization'.length;
const dpopLength = 'dpop'.length;

/**
 * Refuses a request that has an access token in its query (RFC 6750 §2.3 allows it, RFC 9700 §4.3.2 forbids it):
 * addresses end up in logs, histories and Referer headers.
 *
 * @throws OAuthError `invalid_request`
 */
export function refuseTokenInQuery(url: string | undefined): void {
  const start = url?.indexOf('?') ?? -1;
  if (url === undefined || start < 0) return;
  const query = url.slice(start + 1);
  if (!query.includes('access_token') && !query.includes('%')) return;
  if (!new URLSearchParams(query).has('access_token')) return;
  throw new OAuthError('invalid_request', {
    description:
      'send the access token in the Authorization header, never in the address; this one is known now',
  });
}

function severalTokens(): OAuthError {
  return new OAuthError('invalid_request', { description: 'send one Authorization header, not several' });
}
