import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@latchkey/oauth';
import { readPresentedToken } from './presented-token';
import { refusalOf, type Refusal } from './refusal';
import { requireScopes } from './required-scopes';
import type { CachingTokenValidator, ValidatedToken } from './token-validator';

/** What a guard lets in, and what it says to the others. */
export interface TokenGuardOptions {
  /** Scopes that a token needs; none by default. */
  scopes?: readonly string[] | undefined;
  /** Name of the protected space in challenges; `latchkey` by default. */
  realm?: string | undefined;
  /** Address of the metadata of the resource, for challenges (RFC 9728 §5.1). */
  resourceMetadata?: string | undefined;
  /**
   * Origin under which clients see this service, for example `https://api.example.com`: proofs of possession
   * name it (RFC 9449). Without it the scheme DPoP is refused, since the Host header is the sender's to choose.
   */
  publicUrl?: string | undefined;
}

/** A request of node:http; Express keeps its target, which it shortens, in `originalUrl`. */
export type GuardedRequest = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> & {
  originalUrl?: string;
};

/** Calls one of the two: at once for a token that was seen before, later for one that has to be validated. */
export type TokenGuard = (
  request: GuardedRequest,
  admit: (token: ValidatedToken) => void,
  refuse: (refusal: Refusal) => void,
) => void;

/** Creates what the adapters for frameworks have in common. Throws TypeError when `publicUrl` is no address. */
export function createTokenGuard(
  validator: CachingTokenValidator,
  { scopes = [], realm, resourceMetadata, publicUrl }: TokenGuardOptions,
): TokenGuard {
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const answer = { scope: scopes, realm, resourceMetadata, dpop: origin !== undefined };

  return (request, admit, refuse) => {
    const url = request.originalUrl ?? request.url ?? '/';
    let scheme: 'Bearer' | 'DPoP' = 'Bearer';
    const refused = (error: unknown) => refuse(refusalOf(error, { ...answer, scheme }));

    let known: ValidatedToken | undefined;
    let validated: Promise<ValidatedToken> | undefined;
    try {
      const presented = readPresentedToken({ url, rawHeaders: request.rawHeaders });
      const { accessToken } = presented;
      if (presented.scheme === 'DPoP') {
        scheme = 'DPoP';
        if (origin === undefined) throw takesBearerTokens();
        const { proof } = presented;
        validated = validator.validate(accessToken, {
          proof,
          method: request.method ?? '',
          url: origin + url,
        });
      } else {
        known = validator.validateCached(accessToken);
        if (known) requireScopes(known, scopes);
        else validated = validator.validate(accessToken);
      }
    } catch (error) {
      return refused(error);
    }
    if (known) return admit(known);
    const allowed = validated?.then((token) => {
      requireScopes(token, scopes);
      return token;
    });
    void allowed?.then(admit, refused);
  };
}

function takesBearerTokens(): OAuthError {
  return new OAuthError('invalid_token', {
    description: 'this resource takes bearer tokens: send Authorization: Bearer ACCESS_TOKEN',
  });
}
