import type { Logger } from '@latchkey/service-kit';
import { createTokenValidator, type CachingTokenValidator, type IssuerFeed } from '@latchkey/token-validator';
import type { ServedResource } from './served-resource';

/** Validates the access tokens of all resources, on keys and revocations that they share. */
export interface TokenValidators {
  /** The validator for tokens of a resource. */
  for(resource: ServedResource): CachingTokenValidator;
  /** Whether a token that was let in would be still; false also when that cannot be decided. */
  isStillValid(resource: ServedResource, accessToken: string): Promise<boolean>;
}

/** What tokens are validated with. */
export interface TokenValidatorsOptions {
  feed: IssuerFeed;
  /** Issuer identifier that tokens must carry. */
  issuer: string;
  clock: () => Date;
  logger: Logger;
}

/** Creates the validators. */
export function createTokenValidators({ issuer, ...options }: TokenValidatorsOptions): TokenValidators {
  const requests = createTokenValidator({ ...options, issuer, audience: [] });
  // A proof of possession is for one request: what that request began goes on without another.
  const streams = createTokenValidator({ ...options, issuer, audience: [], bindingCheckedInFront: true });
  // A registry that is replaced takes its resources' validators along.
  const validators = new WeakMap<ServedResource, CachingTokenValidator>();
  return {
    for(resource) {
      const known = validators.get(resource) ?? requests.forAudience(resource.identifier);
      validators.set(resource, known);
      return known;
    },
    isStillValid: ({ identifier }, accessToken) =>
      streams
        .forAudience(identifier)
        .validate(accessToken)
        .then(
          () => true,
          () => false,
        ),
  };
}
