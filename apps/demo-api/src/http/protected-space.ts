import type { BearerChallengeOptions } from '@latchkey/token-validator';

/** What every challenge of this API says. */
export type ProtectedSpace = Required<Pick<BearerChallengeOptions, 'realm' | 'resourceMetadata'>>;

/**
 * Names the API in challenges, and where its metadata are: the gateway serves them (RFC 9728 §3.1).
 *
 * @param audience identifier of the API, a URL
 */
export function protectedSpace(audience: string): ProtectedSpace {
  const { origin, pathname } = new URL(audience);
  return {
    realm: 'ResiFlex Demo API',
    resourceMetadata: `${origin}/.well-known/oauth-protected-resource${pathname}`,
  };
}
