import {
  databaseUrl,
  grpcListenSettings,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';

const thirtyDaysSeconds = 30 * 24 * 60 * 60;

/** Settings of the directory. */
export const configSchema = z
  .object({
    ...serviceSettings,
    ...grpcListenSettings,
    /** Database, as the role that owns the schema `directory`. */
    LATCHKEY_DATABASE_URL: databaseUrl,
    /** Redis to count uses in; PostgreSQL counts them when unset. */
    LATCHKEY_REDIS_URL: z
      .string()
      .regex(/^rediss?:\/\//, 'must look like redis://host:6379')
      .optional(),
    /** How long a session lives after sign-in, in seconds; 12 hours by default. */
    LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS: wholeNumber(300, thirtyDaysSeconds, 'seconds').default(
      43_200,
    ),
    /** How long a session lives without use, in seconds; 2 hours by default. */
    LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS: wholeNumber(300, thirtyDaysSeconds, 'seconds').default(7_200),
    /** Failed sign-ins that one address (IPv6: a /64) may have in an hour, whatever the accounts. */
    LATCHKEY_SIGN_IN_FAILURES_PER_ADDRESS: wholeNumber(10, 1_000_000, 'failures').default(100),
    /** Failed sign-ins that one account may have in an hour from addresses it is not usually signed in from. */
    LATCHKEY_SIGN_IN_FAILURES_PER_ACCOUNT: wholeNumber(10, 1_000_000, 'failures').default(50),
    /** How long the audit log keeps an event, in days. */
    LATCHKEY_AUDIT_RETENTION_DAYS: wholeNumber(1, 3_650, 'days').default(400),
    /** File of secrets to seed development data with; nothing is seeded without it. */
    LATCHKEY_SEED_FILE: z.string().optional(),
    /** Public address of Latchkey; the development data names it. */
    LATCHKEY_PUBLIC_URL: publicUrl.optional(),
    /** Where the demo API listens; the development data names it. */
    LATCHKEY_DEMO_API_URL: z
      .string()
      .refine(isOrigin, 'must be an origin such as http://127.0.0.1:9102')
      .transform((value) => new URL(value).origin)
      .optional(),
  })
  .superRefine((config, context) => {
    if (config.LATCHKEY_SEED_FILE === undefined) return;
    const refuse = (path: keyof typeof config, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (config.NODE_ENV === 'production') {
      refuse(
        'LATCHKEY_SEED_FILE',
        'must not be set when NODE_ENV is production (the default): demo people have no place there',
      );
      return;
    }
    for (const name of ['LATCHKEY_PUBLIC_URL', 'LATCHKEY_DEMO_API_URL'] as const) {
      if (config[name] === undefined) refuse(name, 'must be set when LATCHKEY_SEED_FILE is');
    }
  });

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin } = new URL(value);
  return /^https?:$/.test(protocol) && (value === origin || value === `${origin}/`);
}

/** What the directory is set to. */
export type Config = z.infer<typeof configSchema>;
