import { grpcTarget, port, publicUrl, serviceSettings } from '@latchkey/service-kit';
import { accentProblem, defaultAccent } from '@latchkey/ui';
import { z } from 'zod';

/** Parses the address that people write to for an OAuth application: `mailto:` or `https:`. */
const contact = z.string({ error: 'must be set to a mailto: or https: address' }).refine(
  (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === 'https:' || (url?.protocol === 'mailto:' && /^[^@]+@[^@]+$/.test(url.pathname));
  },
  { error: 'must be an address such as mailto:oauth@example.com or https://example.com/contact' },
);

/** Parses the brand's colour. One that could not be read is refused (WCAG 2.2 §1.4.3). */
const accent = z
  .string()
  .superRefine((value, context) => {
    const problem = accentProblem(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .default(defaultAccent);

/** Settings of the front end. */
export const configSchema = z.object({
  ...serviceSettings,
  /** Origin that browsers see: in cookies, in the snippets of the welcome page, in the check of forms. */
  LATCHKEY_PUBLIC_URL: publicUrl,
  /** Where the welcome page sends somebody who wants an OAuth application. */
  LATCHKEY_CONTACT: contact,
  /** What people know the server by: its name, the colour of its buttons as #rrggbb, and an SVG or PNG file. */
  LATCHKEY_BRAND_NAME: z.string().max(40, 'must be at most 40 characters').default('Latchkey'),
  LATCHKEY_BRAND_ACCENT: accent,
  LATCHKEY_BRAND_LOGO_FILE: z.string().optional(),
  /** Where the gateway reaches the pages, over mutual TLS. */
  LATCHKEY_HTTP_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
  LATCHKEY_HTTP_PORT: port.default(9001),
  /** gRPC services behind the pages. */
  LATCHKEY_ISSUER_TARGET: grpcTarget,
  LATCHKEY_DEVICE_TARGET: grpcTarget,
  LATCHKEY_DIRECTORY_TARGET: grpcTarget,
});

/** What {@link configSchema} parses to. */
export type Config = z.output<typeof configSchema>;
