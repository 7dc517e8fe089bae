import { Metadata } from '@grpc/grpc-js';
import { createRequestContext, traceparent, type RequestContext } from '@latchkey/service-kit';

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

/** The context that a call brought along, continued in a span of this process. */
export function contextFromMetadata(
  metadata: Metadata,
  call: Pick<RequestContext, 'deadline' | 'signal'>,
): RequestContext {
  const first = (key: string) => metadata.get(key)[0]?.toString();
  const context = createRequestContext({
    requestId: first(requestIdKey),
    traceparent: first(traceparentKey),
    tracestate: first(tracestateKey),
  });
  return { ...context, ...call };
}
