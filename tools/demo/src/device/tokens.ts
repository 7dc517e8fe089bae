import type { Clock } from './clock';
import type { DeviceClient } from './codes';
import { postForm, refusalOf, type Answer } from './request';

/** What a device holds once it is connected. */
export interface Tokens {
  accessToken: string;
  /** Absent when the server gives none: the device has to be connected anew. */
  refreshToken?: string;
  /** When the access token ends, by the clock of the device. */
  endsAt: number;
}

// The token is renewed a little early, so that it does not end on its way.
const marginSeconds = 5;

/** Reads a successful answer of the token endpoint (RFC 6749 §5.1). */
export function readTokens({ body }: Answer, clock: Pick<Clock, 'now'>): Tokens {
  const refreshToken = body['refresh_token'];
  return {
    accessToken: String(body['access_token']),
    ...(typeof refreshToken === 'string' && { refreshToken }),
    endsAt: clock.now() + (Number(body['expires_in'] ?? Infinity) - marginSeconds) * 1000,
  };
}

/**
 * Gets a new access token (RFC 6749 §6). When no answer comes, the same refresh token may be sent again: the
 * server answers a repetition as it answered the first time.
 *
 * @returns undefined when the device is not connected any more
 * @throws NoAnswer when the server does not answer
 */
export async function refresh(
  { issuer, clientId }: DeviceClient,
  { refreshToken }: Tokens,
  clock: Pick<Clock, 'now'>,
  signal?: AbortSignal,
): Promise<Tokens | undefined> {
  if (refreshToken === undefined) return undefined;
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId };
  const answer = await postForm(`${issuer}/token/`, form, signal);
  // A server that hands out no new refresh token means the old one to stay.
  if (answer.status === 200) return { refreshToken, ...readTokens(answer, clock) };
  if (answer.body['error'] === 'invalid_grant') return undefined;
  throw new Error(`The token was not renewed. ${refusalOf(answer)}`);
}
