import {
  databaseUrl,
  grpcListenSettings,
  masterKey,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';
import { parseSmtpUrl } from './mail/smtp-server';
import { normalizeDeliverableEmail } from './user/email';

const thirtyDaysSeconds = 30 * 24 * 60 * 60;

const smtpUrl = z.string().transform((value, context) => {
  const server = parseSmtpUrl(value);
  if (server) return server;
  context.addIssue({
    code: 'custom',
    message: 'must look like smtp://user:password@host:587 or smtps://user:password@host:465',
  });
  return z.NEVER;
});

/** Settings of the directory. */
export const configSchema = z
  .object({
    ...serviceSettings,
    ...grpcListenSettings,
    /** Database, as the role that owns the schema `directory`. */
    LATCHKEY_DATABASE_URL: databaseUrl,
    /**
     * Seals what users sign in with and signs what browsers carry: 32 bytes as base64, for example
     * `openssl rand -base64 32`. Not that of another service.
     */
    LATCHKEY_MASTER_KEY: masterKey,
    /**
     * The master key of before, while it is being changed: what it sealed is sealed anew at start. It may be
     * dropped when every replica has started with the new one. So that no replica meets what it cannot open
     * meanwhile, first give all of them the new one here, and then change both over.
     */
    LATCHKEY_PREVIOUS_MASTER_KEY: masterKey.optional(),
    /** Public address of Latchkey: of links in mails, and whom passkeys are for. */
    LATCHKEY_PUBLIC_URL: publicUrl,
    /** Redis for short-lived state and to count uses in; PostgreSQL does both when unset. */
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
    /** Whether anybody may make an account. */
    LATCHKEY_SIGN_UP: z.enum(['open', 'closed'], { error: 'must be open or closed' }).default('open'),
    /**
     * SMTP server that mails are handed in to: smtp://user:password@host:587, with STARTTLS, or smtps://. In
     * development mails are kept for reading when it is unset.
     */
    LATCHKEY_SMTP_URL: smtpUrl.optional(),
    /** E-mail address that mails come from. */
    LATCHKEY_MAIL_FROM: z
      .string()
      .refine(
        (value) => normalizeDeliverableEmail(value) !== undefined,
        'must be an e-mail address such as accounts@example.com',
      )
      .optional(),
    /** Name of the server, as mails say it; that of the pages. */
    LATCHKEY_BRAND_NAME: z
      .string()
      .max(40, 'must be at most 40 characters')
      .regex(/^[^\p{Cc}]*$/u, 'must be one line')
      .default('Latchkey'),
    /** File of secrets to seed development data with; nothing is seeded without it. */
    LATCHKEY_SEED_FILE: z.string().optional(),
    /** Where the demo API listens; the development data names it. */
    LATCHKEY_DEMO_API_URL: z
      .string()
      .refine(isOrigin, 'must be an origin such as http://127.0.0.1:9102')
      .transform((value) => new URL(value).origin)
      .optional(),
  })
  .superRefine((config, context) => {
    const refuse = (path: keyof typeof config, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (config.NODE_ENV === 'production' && config.LATCHKEY_SMTP_URL === undefined) {
      refuse(
        'LATCHKEY_SMTP_URL',
        'must be set to smtp://user:password@host:587, or smtps://, when NODE_ENV is production (the default): ' +
          'nobody could make an account or set a new password',
      );
    }
    if (config.LATCHKEY_SMTP_URL !== undefined && config.LATCHKEY_MAIL_FROM === undefined) {
      refuse('LATCHKEY_MAIL_FROM', 'must be set when LATCHKEY_SMTP_URL is');
    }
    if (config.LATCHKEY_SEED_FILE === undefined) return;
    if (config.NODE_ENV === 'production') {
      refuse(
        'LATCHKEY_SEED_FILE',
        'must not be set when NODE_ENV is production (the default): demo people have no place there',
      );
      return;
    }
    if (config.LATCHKEY_DEMO_API_URL === undefined) {
      refuse('LATCHKEY_DEMO_API_URL', 'must be set when LATCHKEY_SEED_FILE is');
    }
  });

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin } = new URL(value);
  return /^https?:$/.test(protocol) && (value === origin || value === `${origin}/`);
}

/** What the directory is set to. */
export type Config = z.infer<typeof configSchema>;
