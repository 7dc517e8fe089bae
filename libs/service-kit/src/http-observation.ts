import type { IncomingHttpHeaders } from 'node:http';
import { Histogram, type Registry } from 'prom-client';
import { createRequestContext, type RequestContext } from './request-context';

/** Continues the request id and the trace that an HTTP request brought along, or makes them anew. */
export function requestContextFromHeaders(headers: IncomingHttpHeaders): RequestContext {
  const single = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return createRequestContext({
    requestId: single('x-request-id'),
    traceparent: single('traceparent'),
    tracestate: single('tracestate'),
  });
}

/** An answer that was sent. */
export interface HttpAnswer {
  method: string;
  /** Pattern of the route, never the path that was sent: labels stay few. */
  route: string | undefined;
  status: number;
  /** Time until the answer was sent. */
  milliseconds: number;
}

/** Creates the measurement of an HTTP server's answers, as `latchkey_http_server_seconds`. */
export function createHttpMeasurement(metrics: Registry): (answer: HttpAnswer) => void {
  const seconds = new Histogram({
    name: 'latchkey_http_server_seconds',
    help: 'Time until answers were sent, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  return ({ method, route = 'none', status, milliseconds }) =>
    seconds.observe({ method, route, status }, milliseconds / 1000);
}
