import type { ProtectedResource } from '@latchkey/contracts';
import type { Client } from '../client/client';

/** Lifetimes of access tokens, in seconds. */
export interface AccessTokenLifetimes {
  /** Of a client that has none of its own. */
  accessTokenSeconds: number;
  /** Whatever a client or a resource is registered for, none is longer. */
  accessTokenMaximumSeconds: number;
}

/**
 * How long an access token lives, in seconds: as long as the client's do, unless one of the resources wants a
 * shorter time, and never longer than the server's maximum.
 */
export function accessTokenLifetime(
  client: Pick<Client, 'accessTokenLifetimeSeconds'>,
  resources: readonly Pick<ProtectedResource, 'accessTokenLifetimeSeconds'>[],
  { accessTokenSeconds, accessTokenMaximumSeconds }: AccessTokenLifetimes,
): number {
  let seconds = Math.min(client.accessTokenLifetimeSeconds || accessTokenSeconds, accessTokenMaximumSeconds);
  for (const { accessTokenLifetimeSeconds } of resources) {
    if (accessTokenLifetimeSeconds > 0) seconds = Math.min(seconds, accessTokenLifetimeSeconds);
  }
  return seconds;
}
