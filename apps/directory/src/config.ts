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
    /** How long a session lives after sign-in, in seconds; 12 hours by default. */
    LATCHKEY_SESSION_ABSOLUTE_LIFETIME_SECONDS: wholeNumber(300, thirtyDaysSeconds, 'seconds').default(
      43_200,
    ),
    /** How long a session lives without use, in seconds; 2 hours by default. */
    LATCHKEY_SESSION_IDLE_LIFETIME_SECONDS: wholeNumber(300, thirtyDaysSeconds, 'seconds').default(7_200),
    /** File of secrets to seed development data with; nothing is seeded without it. */
    LATCHKEY_SEED_FILE: z.string().optional(),
    /** Public address of Latchkey; the development data names it. */
    LATCHKEY_PUBLIC_URL: publicUrl.optional(),
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
    } else if (config.LATCHKEY_PUBLIC_URL === undefined) {
      refuse('LATCHKEY_PUBLIC_URL', 'must be set when LATCHKEY_SEED_FILE is');
    }
  });

/** What the directory is set to. */
export type Config = z.infer<typeof configSchema>;
