/** The grant type of the device authorization grant (RFC 8628 §3.4). */
export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** The grant type of token exchange (RFC 8693 §2.1). */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** The grant type of JWT assertions as grants (RFC 7523 §2.1). */
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Every grant type that Latchkey redeems, as it is written in the `grant_type` parameter. */
export const grantTypes = [
  'authorization_code', // RFC 6749 §4.1.3
  'refresh_token', // RFC 6749 §6
  'client_credentials', // RFC 6749 §4.4.2
  DEVICE_CODE,
  TOKEN_EXCHANGE,
  JWT_BEARER,
] as const;

/** A grant type that Latchkey redeems. */
export type GrantType = (typeof grantTypes)[number];

/** Says whether a string is one of {@link grantTypes}. */
export function isGrantType(value: string): value is GrantType {
  return (grantTypes as readonly string[]).includes(value);
}
