import {
  databaseUrl,
  grpcListenSettings,
  grpcTarget,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';

const day = 24 * 60 * 60;

/** Settings of the token issuer, by the names of their environment variables. */
export const configSchema = z.object({
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
  LATCHKEY_MASTER_KEY: z
    .string({ error: 'must be set to 32 random bytes as base64, for example from "openssl rand -base64 32"' })
    .transform((value, context) => {
      const key = Buffer.from(value, 'base64');
      if (key.length === 32) return key;
      context.addIssue({ code: 'custom', message: 'must be exactly 32 bytes as base64' });
      return z.NEVER;
    }),
  /** Algorithm of new signing keys. */
  LATCHKEY_SIGNING_ALGORITHM: z
    .enum(['ES256', 'RS256', 'EdDSA'], { error: 'must be ES256, RS256 or EdDSA' })
    .default('ES256'),
  /** Shortest code_verifier that is accepted; RFC 7636 §4.1 asks clients for 43. */
  LATCHKEY_CODE_VERIFIER_MINIMUM_LENGTH: wholeNumber(32, 128, 'characters').default(32),
  /** How long a user may take to sign in and decide. */
  LATCHKEY_AUTHORIZATION_REQUEST_LIFETIME_SECONDS: wholeNumber(30, 3_600, 'seconds').default(600),
  /** RFC 6749 §4.1.2 recommends 10 minutes at most. */
  LATCHKEY_AUTHORIZATION_CODE_LIFETIME_SECONDS: wholeNumber(5, 600, 'seconds').default(60),
  LATCHKEY_ACCESS_TOKEN_LIFETIME_SECONDS: wholeNumber(30, day, 'seconds').default(600),
  /** A refresh token that is not used for so long ends. */
  LATCHKEY_REFRESH_TOKEN_LIFETIME_SECONDS: wholeNumber(60, 400 * day, 'seconds').default(30 * day),
  /** A grant ends after so long, however often it was refreshed. */
  LATCHKEY_GRANT_LIFETIME_SECONDS: wholeNumber(60, 3_650 * day, 'seconds').default(365 * day),
  /** How long a refresh token that was just replaced gets the same answer again. */
  LATCHKEY_REFRESH_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(10),
  /** How long a device code that was just redeemed gets the same answer again. */
  LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(60),
});

/** Parsed settings of the token issuer. */
export type Config = z.output<typeof configSchema>;
