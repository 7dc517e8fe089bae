import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { randomIdentifier } from './random-identifier';

/** What travels with a request from the edge through every service. */
export interface RequestContext {
  /** Names the request in every log line and on error pages. */
  requestId: string;
  /** W3C trace context: 16-byte trace id, hex. */
  traceId: string;
  /** W3C trace context: 8-byte id of the span that this process is in, hex. */
  spanId: string;
  /** W3C trace flags, hex. */
  traceFlags: string;
  /** W3C tracestate, passed on untouched. */
  traceState?: string | undefined;
  /** When the caller stops waiting. */
  deadline?: Date | undefined;
  /** Aborts when the caller has gone. */
  signal?: AbortSignal | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with a request context that everything it awaits can see. */
export function runInRequestContext<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** The context of the request being worked on, if any. */
export function currentRequestContext(): RequestContext | undefined {
  return storage.getStore();
}

// W3C Trace Context §3.2: version "00" has exactly these four fields; ids of zeros are invalid.
const traceparentPattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const noTraceId = '0'.repeat(32);
const noParentId = '0'.repeat(16);
const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/;
// §3.3.1: at least 512 characters are passed on. Printable ASCII alone, or metadata would refuse to carry it.
const tracestatePattern = /^[\x20-\x7e]{1,512}$/;

/** What a request brought along, as text from headers or metadata. */
export interface IncomingContext {
  requestId?: string | undefined;
  traceparent?: string | undefined;
  tracestate?: string | undefined;
}

/**
 * Continues the context that a request brought along, in a new span; whatever is missing or malformed is
 * made anew (W3C Trace Context §4.3).
 */
export function createRequestContext(incoming: IncomingContext = {}): RequestContext {
  const { requestId, traceparent, tracestate } = incoming;
  // Most requests come without a trace.
  const trace = traceparent === undefined ? undefined : parseTraceparent(traceparent);
  return {
    requestId: requestId !== undefined && requestIdPattern.test(requestId) ? requestId : randomUUID(),
    traceId: trace?.traceId ?? randomIdentifier(16, 'hex'),
    spanId: randomIdentifier(8, 'hex'),
    traceFlags: trace?.traceFlags ?? '00',
    traceState:
      trace && tracestate !== undefined && tracestatePattern.test(tracestate) ? tracestate : undefined,
  };
}

function parseTraceparent(header: string): Pick<RequestContext, 'traceId' | 'traceFlags'> | undefined {
  const [, version, traceId, parentId, flags, rest] = traceparentPattern.exec(header) ?? [];
  if (traceId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (traceId === noTraceId || parentId === noParentId) return undefined;
  // §3.2.2.5.2: flags other than "sampled" are reserved, and passed on as zero.
  return { traceId, traceFlags: Number.parseInt(flags, 16) & 1 ? '01' : '00' };
}

/** Formats the context as a `traceparent` header for the next hop. */
export function traceparent(context: RequestContext): string {
  return `00-${context.traceId}-${context.spanId}-${context.traceFlags}`;
}
