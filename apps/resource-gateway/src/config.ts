import {
  grpcListenSettings,
  grpcTarget,
  port,
  publicUrl,
  serviceSettings,
  wholeNumber,
} from '@latchkey/service-kit';
import { z } from 'zod';

const frontendRule = 'must be an origin such as https://127.0.0.1:9001, without a path';

/** Parses where the front end listens: an https origin without a path. */
const frontendOrigin = z.string({ error: frontendRule }).transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'https:' || (value !== url.origin && value !== `${url.origin}/`)) {
    context.addIssue({ code: 'custom', message: frontendRule });
    return z.NEVER;
  }
  return url.origin;
});

/** Settings of the resource gateway. */
export const configSchema = z.object({
  ...serviceSettings,
  /** Private listener, for proxies that have requests authorized here. */
  ...grpcListenSettings,
  /** Public listener. TLS ends in front of it. */
  LATCHKEY_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
  LATCHKEY_PORT: port.default(9000),
  /** Origin that clients and browsers see, which is also the issuer identifier. */
  LATCHKEY_PUBLIC_URL: publicUrl,
  /**
   * How many proxies stand in front and append to X-Forwarded-For; with 0 that header is not believed and the
   * client's address is that of the connection.
   */
  LATCHKEY_TRUSTED_PROXIES: wholeNumber(0, 10, 'proxies').default(0),
  /**
   * Header in which these proxies tell the region of a client, such as `cloudfront-viewer-country`; people
   * read it who connect a device, or look where they are signed in. They must overwrite what a client sends under that name.
   */
  LATCHKEY_REGION_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header')
    .transform((name) => name.toLowerCase())
    .optional(),
  /** gRPC services. */
  LATCHKEY_ISSUER_TARGET: grpcTarget,
  LATCHKEY_DIRECTORY_TARGET: grpcTarget,
  /** Where the browser pages are served, over mutual TLS. */
  LATCHKEY_FRONTEND_URL: frontendOrigin,
});

/** What {@link configSchema} parses to. */
export type Config = z.output<typeof configSchema>;
