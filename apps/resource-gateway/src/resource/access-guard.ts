import type { AccessRule } from '@latchkey/contracts';
import { OAuthError, formatScope } from '@latchkey/oauth';
import {
  NoAccessTokenError,
  readPresentedToken,
  requireScopes,
  type CachingTokenValidator,
  type PresentedToken,
  type TokenBearingRequest,
  type ValidatedToken,
} from '@latchkey/token-validator';
import type { LimitHeaders, RequestLimits } from './request-limits';
import type { ServedResource } from './served-resource';

/** Who asks, once they may. */
export interface Access {
  accessToken: string;
  token: ValidatedToken;
  /** For the answer; undefined when nothing is limited. */
  limitHeaders: LimitHeaders | undefined;
}

/** A request that somebody wants to make of a resource. */
export interface AccessRequest {
  resource: ServedResource;
  /** The rule that decides; undefined when none covers the request. */
  rule: AccessRule | undefined;
  method: string;
  /** Its target and header fields, as they were sent. */
  bearing: TokenBearingRequest;
  /** Origin and path under which the client sees the resource. */
  address(): string;
}

/** Decides who may ask what of a protected resource: the one place, whoever forwards the request. */
export interface AccessGuard {
  /**
   * Lets a request pass, with what its token says; with undefined when it has none and needs none. It waits for
   * nothing when the token was seen before.
   *
   * @throws OAuthError as {@link CachingTokenValidator} does, `invalid_request` for a token in the query, or
   *   `insufficient_scope`; HttpError 429; all also as rejections
   */
  admit(request: AccessRequest): Access | undefined | Promise<Access | undefined>;
}

/** What the guard decides with. */
export interface AccessGuardOptions {
  validatorFor(resource: ServedResource): Pick<CachingTokenValidator, 'validate' | 'validateCached'>;
  limits: RequestLimits;
}

/** Creates the guard. */
export function createAccessGuard({ validatorFor, limits }: AccessGuardOptions): AccessGuard {
  function admitted(
    { resource, rule }: AccessRequest,
    { accessToken }: PresentedToken,
    token: ValidatedToken,
  ): Access | Promise<Access> {
    requireAccess(resource, rule, token);
    const limitHeaders = limits(resource, token);
    return limitHeaders instanceof Promise
      ? limitHeaders.then((known) => ({ accessToken, token, limitHeaders: known }))
      : { accessToken, token, limitHeaders };
  }

  return {
    admit(request) {
      const { resource, rule, method } = request;
      const presented = presentedToken(request.bearing, rule?.public === true);
      if (!presented) return undefined;
      const validator = validatorFor(resource);
      const { accessToken } = presented;
      if (presented.scheme === 'DPoP') {
        const { proof } = presented;
        const validating = validator.validate(accessToken, { proof, method, url: request.address() });
        return validating.then((token) => admitted(request, presented, token));
      }
      const known = validator.validateCached(accessToken);
      return known
        ? admitted(request, presented, known)
        : validator.validate(accessToken).then((token) => admitted(request, presented, token));
    },
  };
}

function presentedToken(bearing: TokenBearingRequest, isPublic: boolean): PresentedToken | undefined {
  try {
    return readPresentedToken(bearing);
  } catch (error) {
    if (isPublic && error instanceof NoAccessTokenError) return undefined;
    throw error;
  }
}

/** @throws OAuthError `insufficient_scope` */
function requireAccess(resource: ServedResource, rule: AccessRule | undefined, token: ValidatedToken): void {
  if (rule) {
    if (!rule.public) requireScopes(token, rule.scopes);
    return;
  }
  if (resource.scopes.length === 0 || resource.scopes.some((scope) => token.scopes.includes(scope))) return;
  throw new OAuthError('insufficient_scope', {
    description: `the access token has none of the scopes ${formatScope(resource.scopes)}: ask for one`,
  });
}

/** Scopes to name in a challenge (RFC 6750 §3): what the request needs, or what there is to ask for. */
export function neededScopes(resource: ServedResource, rule: AccessRule | undefined): readonly string[] {
  return rule ? rule.scopes : resource.scopes;
}
