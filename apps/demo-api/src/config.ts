import { databaseUrl, grpcTarget, port, publicUrl, serviceSettings } from '@latchkey/service-kit';
import { z } from 'zod';

/** Settings of the ResiFlex Demo API. */
export const configSchema = z
  .object({
    ...serviceSettings,
    /** Private listener, for the gateway alone. */
    LATCHKEY_HTTP_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
    LATCHKEY_HTTP_PORT: port.default(9002),
    /** Public origin of the server, under which this API is the resource `/resource/`. */
    LATCHKEY_PUBLIC_URL: publicUrl,
    /** Where access tokens are validated. */
    LATCHKEY_ISSUER_TARGET: grpcTarget,
    /** Database, as the role that owns the schema `demo_api`. */
    LATCHKEY_DATABASE_URL: databaseUrl,
    /** Whether everybody who asks for the first time gets a household to look at; off in production by default. */
    LATCHKEY_DEMO_HOUSEHOLDS: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  })
  .transform((config) => ({
    ...config,
    LATCHKEY_DEMO_HOUSEHOLDS:
      config.LATCHKEY_DEMO_HOUSEHOLDS ?? (config.NODE_ENV === 'production' ? 'off' : 'on'),
  }));

/** What {@link configSchema} parses to. */
export type Config = z.output<typeof configSchema>;
