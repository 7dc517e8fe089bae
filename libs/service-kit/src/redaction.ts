import { types } from 'node:util';

// Ends of field names, in any case, as in `refreshToken`, `set-cookie` or LATCHKEY_DATABASE_URL; `location`
// because a redirection holds the code.
const secretEndings = [
  'password',
  'secret',
  'token',
  'cookie',
  'credential',
  'authorization',
  'assertion',
  'verifier',
  'location',
  'request[-_]?uri',
  '(private|master)[-_]?key',
  'connection[-_]?string',
  '(database|redis|smtp)[-_]?url',
  '(authorization|device|user|recovery)[-_]?code',
];
const secretName = new RegExp(`^code$|(${secretEndings.join('|')})s?$`, 'i');

// The names in log calls are few, and the same in every call: each is looked at once. Names that come out of
// data are not kept beyond this number.
const mostVerdicts = 1_000;
const longestKeptName = 64;
const verdicts = new Map<string, boolean>();

function isSecret(name: string): boolean {
  const known = verdicts.get(name);
  if (known !== undefined) return known;
  const verdict = secretName.test(name);
  if (verdicts.size < mostVerdicts && name.length <= longestKeptName) verdicts.set(name, verdict);
  return verdict;
}

const deepest = 6;
const longestList = 100;

/**
 * Copies fields for the log: the value of a field that is called a secret, in whatever spelling, becomes
 * "[redacted]"; an error keeps what {@link loggableError} keeps; bytes become their number. Nothing that is
 * called a secret is ever printed, should it get into a log call.
 */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return copyFields(fields, 0);
}

/** What the log shows of a field, as {@link redact} does of each. */
export function redactField(name: string, value: unknown): unknown {
  return copyField(name, value, 0);
}

function copyField(name: string, value: unknown, depth: number): unknown {
  return value !== undefined && isSecret(name) ? '[redacted]' : copyValue(value, depth + 1);
}

function copyFields(fields: object, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  const values = fields as Record<string, unknown>;
  for (const name of Object.keys(values)) copy[name] = copyField(name, values[name], depth);
  return copy;
}

function copyValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return loggableError(value);
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value;
  // Bounds what one line costs, also for an object that holds itself.
  if (depth > deepest) return '[too deep]';
  if (Array.isArray(value)) return value.slice(0, longestList).map((item) => copyValue(item, depth + 1));
  if ('toJSON' in value && typeof value.toJSON === 'function') return copyValue(value.toJSON(), depth + 1);
  return copyFields(value, depth);
}

const longestChain = 5;

/** Keeps an error's name, text, code, stack, causes and nothing else: its other fields may hold values. */
function loggableError(error: unknown, chain = 1): unknown {
  if (!isError(error)) return { message: typeof error === 'string' ? error : `[${typeof error}]` };
  const { name, message, stack, cause } = error;
  const code = (error as { code?: unknown }).code;
  const further = chain < longestChain;
  return {
    name,
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    stack,
    ...(cause === undefined || !further ? {} : { cause: loggableError(cause, chain + 1) }),
    ...('errors' in error && Array.isArray(error.errors) && further
      ? { errors: error.errors.slice(0, longestList).map((part) => loggableError(part, chain + 1)) }
      : {}),
  };
}

// DOMException is no native error; an error of another realm is no instance of this one's class.
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
