import { postForm, refusalOf } from './request';

/** What a device gets to show and to poll with (RFC 8628 §3.2). */
export interface Codes {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  /** The same with the code in it, for a QR code; absent when the server has none. */
  verificationUriComplete?: string;
  expiresInSeconds: number;
  intervalSeconds: number;
}

/** Which device asks, and whom. */
export interface DeviceClient {
  issuer: string;
  clientId: string;
}

// RFC 8628 §3.2: what holds when the server does not say.
const defaultIntervalSeconds = 5;

/**
 * Asks for codes (RFC 8628 §3.1).
 *
 * @throws Error with the server's words when it refuses, NoAnswer when it does not answer
 */
export async function requestCodes({ issuer, clientId }: DeviceClient, signal?: AbortSignal): Promise<Codes> {
  const answer = await postForm(`${issuer}/device-authorization/`, { client_id: clientId }, signal);
  if (answer.status !== 200) throw new Error(`No codes were given out. ${refusalOf(answer)}`);
  const { body } = answer;
  const complete = body['verification_uri_complete'];
  return {
    deviceCode: String(body['device_code']),
    userCode: String(body['user_code']),
    verificationUri: String(body['verification_uri']),
    ...(typeof complete === 'string' && { verificationUriComplete: complete }),
    expiresInSeconds: Number(body['expires_in']),
    intervalSeconds: Number(body['interval'] ?? defaultIntervalSeconds),
  };
}
