import { z } from 'zod';
import { StartupError } from './startup-error';

/** Parses a whole number within bounds; `unit` is for the error text. */
export function wholeNumber(minimum: number, maximum: number, unit: string) {
  return decimal(minimum, maximum, `must be a whole number of ${unit} from ${minimum} to ${maximum}`);
}

/** Parses a TCP port. */
export const port = decimal(0, 65535, 'must be a port, a whole number from 0 to 65535');

/** Digits alone: JavaScript's own conversion reads a space as 0 and "0x10" as 16. */
function decimal(minimum: number, maximum: number, rule: string) {
  return z
    .string({ error: rule })
    .regex(/^-?\d{1,15}$/, rule)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, rule);
}

/**
 * Parses the public address: an origin without a path. It is https, save on a loopback host, where
 * browsers treat http as secure and development needs no certificate.
 */
export const publicUrl = z.string({ error: 'must be set' }).transform((value, context) => {
  const rule = 'must be an origin such as https://auth.example.com; http is for localhost alone';
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const loopback = url && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback);
  if (!url || !secure || (value !== url.origin && value !== `${url.origin}/`)) {
    context.addIssue({ code: 'custom', message: rule });
    return z.NEVER;
  }
  return url.origin;
});

const targetRule = 'must be host:port, dns:///host:port, or ipv4:address:port,address:port for a fixed list';

/**
 * Parses the target of a gRPC service: `host:port` or `dns:///issuer:9102`, where every address behind the name
 * is a replica, or the replicas themselves as `ipv4:10.0.0.1:9102,10.0.0.2:9102`.
 */
export const grpcTarget = z
  .string({ error: 'must be set to host:port' })
  .regex(/^((dns:\/\/\/)?[^\s/:,]+:\d{1,5}|ipv4:\d+(\.\d+){3}:\d{1,5}(,\d+(\.\d+){3}:\d{1,5})*)$/, {
    error: targetRule,
    abort: true,
  })
  .refine(
    (value) => [...value.matchAll(/:(\d+)(?=,|$)/g)].every(([, port]) => Number(port) <= 65535),
    targetRule,
  )
  .transform((value) => (/^(dns|ipv4):/.test(value) ? value : `dns:///${value}`));

/** Parses the connection string of a PostgreSQL database. */
export const databaseUrl = z
  .string({ error: 'must be set to postgres://user:password@host:port/database' })
  .regex(/^postgres(ql)?:\/\//, 'must look like postgres://user:password@host:port/database');

/** Parses a master key: 32 random bytes as base64. */
export const masterKey = z
  .string({ error: 'must be set to 32 random bytes as base64, for example from "openssl rand -base64 32"' })
  .transform((value, context) => {
    const key = Buffer.from(value, 'base64');
    if (key.length === 32) return key;
    context.addIssue({ code: 'custom', message: 'must be exactly 32 bytes as base64' });
    return z.NEVER;
  });

/** Settings that every service has. */
export const serviceSettings = {
  /** What it runs as; `production` refuses development defaults. */
  NODE_ENV: z
    .enum(['production', 'development', 'test'], { error: 'must be production, development or test' })
    .default('production'),
  /** Least level that is logged. */
  LATCHKEY_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
  /** Address of the private listener for probes and metrics. */
  LATCHKEY_OPS_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
  LATCHKEY_OPS_PORT: port.default(9400),
  /** PEM files of the mutual TLS between services. */
  LATCHKEY_TLS_CA_FILE: z.string({ error: 'must be set to the PEM file of the authority' }),
  LATCHKEY_TLS_CERT_FILE: z.string({ error: 'must be set to the PEM file of the certificate' }),
  LATCHKEY_TLS_KEY_FILE: z.string({ error: 'must be set to the PEM file of the key' }),
};

/** What {@link serviceSettings} parse to; every service's configuration extends it. */
export type ServiceEnvironment = z.output<z.ZodObject<typeof serviceSettings>>;

/** Settings of a service that listens for gRPC. */
export const grpcListenSettings = {
  LATCHKEY_GRPC_HOST: z.string().min(1, 'must be an address').default('127.0.0.1'),
  LATCHKEY_GRPC_PORT: port.default(9100),
};

/**
 * Reads settings from the environment. The only reader of the environment in a process.
 *
 * @param schema an object schema keyed by the names of the variables
 * @throws StartupError naming every missing or invalid setting and what it must be, never its value
 */
export function loadConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv = process.env,
): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  throw new StartupError(`${faults.join('; ')}.`);
}
