import type { IncomingHttpHeaders } from 'node:http';
import type { Registry } from 'prom-client';
import { createRequestContext, type RequestContext } from './request-context';
import { createSecondsHistogram, type Timings } from './seconds-histogram';

/** Continues the request id and the trace that an HTTP request brought along, or makes them anew. */
export function requestContextFromHeaders(headers: IncomingHttpHeaders): RequestContext {
  return createRequestContext({
    requestId: single(headers['x-request-id']),
    traceparent: single(headers['traceparent']),
    tracestate: single(headers['tracestate']),
  });
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
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
  const histogram = createSecondsHistogram({
    name: 'latchkey_http_server_seconds',
    help: 'Time until answers were sent, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    metrics,
  });
  // By route, method and status: as few as the labels are.
  const known = new Map<string, Map<string, Map<number, Timings>>>();

  function begin(method: string, route: string, status: number): Timings {
    const timings = histogram.series({ method, route, status: String(status) });
    const ofRoute = known.get(route) ?? new Map<string, Map<number, Timings>>();
    const ofMethod = ofRoute.get(method) ?? new Map<number, Timings>();
    known.set(route, ofRoute.set(method, ofMethod.set(status, timings)));
    return timings;
  }

  return ({ method, route = 'none', status, milliseconds }) => {
    const timings = known.get(route)?.get(method)?.get(status) ?? begin(method, route, status);
    timings.observe(milliseconds / 1000);
  };
}
