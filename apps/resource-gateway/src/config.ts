import { grpcTarget, port, publicUrl, serviceSettings, wholeNumber } from '@latchkey/service-kit';
import { z } from 'zod';

/** Parses where an upstream listens: an origin of one of the schemes, without a path. */
const upstreamOrigin = (...schemes: ('http' | 'https')[]) => {
  const rule = `must be an origin such as ${schemes[0]}://127.0.0.1:9001, without a path`;
  return z.string({ error: rule }).transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const known = schemes.some((scheme) => url?.protocol === `${scheme}:`);
    if (!url || !known || (value !== url.origin && value !== `${url.origin}/`)) {
      context.addIssue({ code: 'custom', message: rule });
      return z.NEVER;
    }
    return url.origin;
  });
};

/** Settings of the resource gateway. */
export const configSchema = z.object({
  ...serviceSettings,
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
  /** gRPC services. */
  LATCHKEY_ISSUER_TARGET: grpcTarget,
  LATCHKEY_DIRECTORY_TARGET: grpcTarget,
  /** Where the browser pages are served, over mutual TLS. */
  LATCHKEY_FRONTEND_URL: upstreamOrigin('https'),
  /** Where the ResiFlex Demo API listens. */
  LATCHKEY_DEMO_API_URL: upstreamOrigin('http', 'https'),
});

/** What {@link configSchema} parses to. */
export type Config = z.output<typeof configSchema>;
