import {
  databaseUrl,
  grpcListenSettings,
  grpcTarget,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';
import {
  longestIntervalSeconds,
  longestLifetimeSeconds,
} from './device-authorization/start-device-authorization';

/** Settings of the device-flow manager, by the names of their environment variables. */
export const configSchema = z.object({
  ...serviceSettings,
  ...grpcListenSettings,
  /** Database, with the role that owns the schema `device`. */
  LATCHKEY_DATABASE_URL: databaseUrl,
  /** Redis for device authorizations; PostgreSQL keeps them when unset. */
  LATCHKEY_REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must look like redis://host:6379')
    .optional(),
  /** The directory, which keeps the audit log. */
  LATCHKEY_DIRECTORY_TARGET: grpcTarget,
  /** How long a device code and its user code live (RFC 8628 §3.2, `expires_in`). */
  LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: wholeNumber(1, longestLifetimeSeconds, 'seconds').default(600),
  /** Least time between two polls of a device, to begin with (RFC 8628 §3.2, `interval`). */
  LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS: wholeNumber(1, longestIntervalSeconds, 'seconds').default(5),
  /** How long a device code that was just redeemed gets the same answer again. */
  LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(60),
  /**
   * How many user codes that do not exist may be named within ten minutes from one address (IPv6: a /64), in
   * one session, and over all (RFC 8628 §5.1; docs/device-flow.md has the arithmetic).
   */
  LATCHKEY_DEVICE_MISSES_PER_ADDRESS: wholeNumber(1, 1_000, 'misses').default(10),
  LATCHKEY_DEVICE_MISSES_PER_SESSION: wholeNumber(1, 1_000, 'misses').default(10),
  LATCHKEY_DEVICE_MISSES_OVER_ALL: wholeNumber(1, 1_000_000, 'misses').default(128),
});

/** Parsed settings of the device-flow manager. */
export type Config = z.output<typeof configSchema>;
