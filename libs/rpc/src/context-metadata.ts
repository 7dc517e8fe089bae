import { Metadata } from '@grpc/grpc-js';
import { createRequestContext, traceparent, type RequestContext } from '@latchkey/service-kit';
import type { CallEnding } from './call-ending';

const requestIdKey = 'x-request-id';
const traceparentKey = 'traceparent';
const tracestateKey = 'tracestate';

/** Metadata that carries the request id and the W3C trace context to the next service. */
export function contextToMetadata(context: RequestContext): Metadata {
  const metadata = new Metadata();
  metadata.set(requestIdKey, context.requestId);
  metadata.set(traceparentKey, traceparent(context));
  if (context.traceState) metadata.set(tracestateKey, context.traceState);
  return metadata;
}

/** What the context of a call knows of the call itself. */
export interface OwnCall {
  deadline: Date | undefined;
  ending: CallEnding;
}

/** The context that a call brought along, continued in a span of this process. */
export function contextFromMetadata(metadata: Metadata, call: OwnCall): RequestContext {
  const first = (key: string) => metadata.get(key)[0]?.toString();
  const context = createRequestContext({
    requestId: first(requestIdKey),
    traceparent: first(traceparentKey),
    tracestate: first(tracestateKey),
  });
  return new ContextOfCall(context, call);
}

/** How the call ends that is being worked on; undefined for a request that is no call. */
export function endingOf(context: RequestContext): CallEnding | undefined {
  return context instanceof ContextOfCall ? context.ending : undefined;
}

/** Leaves the signal unmade until somebody asks for it. */
class ContextOfCall implements RequestContext {
  readonly requestId: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: string;
  readonly traceState: string | undefined;
  readonly deadline: Date | undefined;
  readonly ending: CallEnding;

  constructor(
    { requestId, traceId, spanId, traceFlags, traceState }: RequestContext,
    { deadline, ending }: OwnCall,
  ) {
    this.requestId = requestId;
    this.traceId = traceId;
    this.spanId = spanId;
    this.traceFlags = traceFlags;
    this.traceState = traceState;
    this.deadline = deadline;
    this.ending = ending;
  }

  get signal(): AbortSignal {
    return this.ending.signal;
  }
}
