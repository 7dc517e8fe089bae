import { Registry } from 'prom-client';
import { createHttpMeasurement, requestContextFromHeaders } from './http-observation';

describe('the context of an HTTP request', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

  it('continues the id and the trace that came along, in a span of its own', () => {
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const context = requestContextFromHeaders({
      'x-request-id': 'request-1',
      traceparent,
      tracestate: 'a=b',
    });
    expect(context).toMatchObject({ requestId: 'request-1', traceId, traceFlags: '01', traceState: 'a=b' });
    expect(context.spanId).not.toBe('00f067aa0ba902b7');
  });

  it('is made anew when there is none, or when a header came twice', () => {
    const twice = requestContextFromHeaders({ 'x-request-id': ['request-1', 'request-2'] as never });
    expect(twice.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(requestContextFromHeaders({}).requestId).not.toBe(requestContextFromHeaders({}).requestId);
  });
});

it('measures answers by method, route and status', async () => {
  const metrics = new Registry();
  const measure = createHttpMeasurement(metrics);
  measure({ method: 'GET', route: '/resource', status: 200, milliseconds: 3 });
  measure({ method: 'GET', route: undefined, status: 404, milliseconds: 3 });
  measure({ method: 'GET', route: '/resource', status: 200, milliseconds: 30 });
  measure({ method: 'POST', route: '/resource', status: 200, milliseconds: 3 });
  const text = await metrics.metrics();
  expect(text).toContain('latchkey_http_server_seconds_count{method="GET",route="/resource",status="200"} 2');
  expect(text).toContain(
    'latchkey_http_server_seconds_count{method="POST",route="/resource",status="200"} 1',
  );
  expect(text).toContain('_bucket{le="0.005",method="GET",route="/resource",status="200"} 1');
  expect(text).toContain('latchkey_http_server_seconds_count{method="GET",route="none",status="404"} 1');
});
