import {
  databaseUrl,
  grpcListenSettings,
  grpcTarget,
  masterKey,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';

const day = 24 * 60 * 60;

const settings = z.object({
  ...serviceSettings,
  ...grpcListenSettings,
  /** Public origin of the server: the `iss` of every token. */
  LATCHKEY_PUBLIC_URL: publicUrl,
  /** Database, with the role that owns the schema `issuer`. */
  LATCHKEY_DATABASE_URL: databaseUrl,
  /** Redis for short-lived state; PostgreSQL keeps it when unset. */
  LATCHKEY_REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must look like redis://host:6379')
    .optional(),
  LATCHKEY_DIRECTORY_TARGET: grpcTarget,
  LATCHKEY_DEVICE_TARGET: grpcTarget,
  /** Seals the private signing keys in the database: 32 bytes as base64, for example `openssl rand -base64 32`. */
  LATCHKEY_MASTER_KEY: masterKey,
  /**
   * The master key of before, while it is being changed: what it sealed is sealed anew at start. It may be
   * dropped when every replica has started with the new one.
   */
  LATCHKEY_PREVIOUS_MASTER_KEY: masterKey.optional(),
  /** Algorithm of new signing keys. A change takes effect as a rotation does, so that no token is refused. */
  LATCHKEY_SIGNING_ALGORITHM: z
    .enum(['ES256', 'RS256', 'EdDSA'], { error: 'must be ES256, RS256 or EdDSA' })
    .default('ES256'),
  /** A signing key is replaced after so long. */
  LATCHKEY_SIGNING_KEY_LIFETIME_SECONDS: wholeNumber(3_600, 400 * day, 'seconds').default(30 * day),
  /**
   * How long others may use a copy of the published keys. A new key is published for longer than that before
   * it signs; after lowering it, do not rotate keys before the former age has passed.
   */
  LATCHKEY_JWKS_MAX_AGE_SECONDS: wholeNumber(1, 1_800, 'seconds').default(300),
  /** Shortest code_verifier that is accepted; RFC 7636 §4.1 asks clients for 43. */
  LATCHKEY_CODE_VERIFIER_MINIMUM_LENGTH: wholeNumber(32, 128, 'characters').default(32),
  /** How long a user may take to sign in and decide, with a mail to read or a second factor to set up. */
  LATCHKEY_AUTHORIZATION_REQUEST_LIFETIME_SECONDS: wholeNumber(30, 3_600, 'seconds').default(1_800),
  /** How long a client may take to send a pushed request on to the browser (RFC 9126 §2.2). */
  LATCHKEY_PUSHED_REQUEST_LIFETIME_SECONDS: wholeNumber(5, 600, 'seconds').default(60),
  /** RFC 6749 §4.1.2 recommends 10 minutes at most. */
  LATCHKEY_AUTHORIZATION_CODE_LIFETIME_SECONDS: wholeNumber(5, 600, 'seconds').default(60),
  /** Of the access tokens of a client that has no lifetime of its own; at most the maximum. */
  LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS: wholeNumber(30, day, 'seconds').default(600),
  /** No access token lives longer, whatever its client or resource is registered for. */
  LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS: wholeNumber(30, day, 'seconds').default(3_600),
  /** A refresh token that is not used for so long ends. */
  LATCHKEY_REFRESH_TOKEN_LIFETIME_SECONDS: wholeNumber(60, 400 * day, 'seconds').default(30 * day),
  /** A grant ends after so long, however often it was refreshed. */
  LATCHKEY_GRANT_LIFETIME_SECONDS: wholeNumber(60, 3_650 * day, 'seconds').default(365 * day),
  /** How long a refresh token that was just replaced gets the same answer again. */
  LATCHKEY_REFRESH_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(10),
  /** How long a device code that was just redeemed gets the same answer again. */
  LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(60),
  /**
   * Whether the keys of clients and issuers are fetched over http and from private networks too: where they
   * live next to this server.
   */
  LATCHKEY_PRIVATE_NETWORK_FETCHES: z
    .enum(['on', 'off'], { error: 'must be on or off' })
    .default('off')
    .transform((value) => value === 'on'),
});

/** Settings of the token issuer, by the names of their environment variables. */
export const configSchema = settings.refine(
  (config) =>
    config.LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS <= config.LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS,
  {
    path: ['LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS'],
    error: 'must not exceed LATCHKEY_ACCESS_TOKEN_MAXIMUM_LIFETIME_SECONDS',
  },
);

/** Parsed settings of the token issuer. */
export type Config = z.output<typeof configSchema>;
