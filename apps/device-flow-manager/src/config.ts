import { databaseUrl, grpcListenSettings, serviceSettings, wholeNumber } from '@latchkey/service-kit';
import { z } from 'zod';

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
  /** How long a device code and its user code live (RFC 8628 §3.2, `expires_in`). */
  LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: wholeNumber(1, 3_600, 'seconds').default(600),
  /** Least time between two polls of a device, to begin with (RFC 8628 §3.2, `interval`). */
  LATCHKEY_DEVICE_POLL_INTERVAL_SECONDS: wholeNumber(1, 60, 'seconds').default(5),
  /** How long a device code that was just redeemed gets the same answer again. */
  LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: wholeNumber(0, 300, 'seconds').default(60),
});

/** Parsed settings of the device-flow manager. */
export type Config = z.output<typeof configSchema>;
