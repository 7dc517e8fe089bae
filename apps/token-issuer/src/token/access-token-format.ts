import { AccessTokenFormat, type ProtectedResource } from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';

/**
 * Says whether the access token for these resources has to be opaque. All of them have to want the same: what
 * one resource may not read another one must not be able to show it.
 *
 * @throws OAuthError `invalid_target` (RFC 8707 §2) when they want different formats
 */
export function isOpaqueFor(resources: readonly Pick<ProtectedResource, 'accessTokenFormat'>[]): boolean {
  const opaque = resources[0]?.accessTokenFormat === AccessTokenFormat.OPAQUE;
  for (const { accessTokenFormat } of resources) {
    if ((accessTokenFormat === AccessTokenFormat.OPAQUE) === opaque) continue;
    throw new OAuthError('invalid_target', {
      description: 'the resources take access tokens of different formats: ask for one token each',
    });
  }
  return opaque;
}
