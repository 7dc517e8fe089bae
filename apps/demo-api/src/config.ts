import { grpcTarget, port, publicUrl, serviceSettings } from '@latchkey/service-kit';
import { z } from 'zod';

/** Settings of the ResiFlex Demo API. */
export const configSchema = z.object({
  ...serviceSettings,
  /** Private listener, for the gateway alone. */
  LATCHKEY_HTTP_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
  LATCHKEY_HTTP_PORT: port.default(9002),
  /** Public origin of the server, under which this API is the resource `/resource/`. */
  LATCHKEY_PUBLIC_URL: publicUrl,
  /** Where access tokens are validated. */
  LATCHKEY_ISSUER_TARGET: grpcTarget,
});

/** What {@link configSchema} parses to. */
export type Config = z.output<typeof configSchema>;
