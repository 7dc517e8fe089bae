import {
  createRequestContext,
  currentRequestContext,
  runInRequestContext,
  traceparent,
  type RequestContext,
} from './request-context';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const incoming = (value: string) => createRequestContext({ traceparent: value });

describe('the trace of a request (W3C Trace Context)', () => {
  it('goes on in a new span', () => {
    const context = incoming(`00-${traceId}-${parentId}-01`);
    expect(context.traceId).toBe(traceId);
    expect(context.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(context.spanId).not.toBe(parentId);
    expect(traceparent(context)).toBe(`00-${traceId}-${context.spanId}-01`);
  });

  it('keeps the sampled flag and zeroes the reserved ones', () => {
    expect(incoming(`00-${traceId}-${parentId}-00`).traceFlags).toBe('00');
    expect(incoming(`00-${traceId}-${parentId}-ff`).traceFlags).toBe('01');
    expect(incoming(`00-${traceId}-${parentId}-fe`).traceFlags).toBe('00');
  });

  it('goes on from a later version, of which the known fields are read', () => {
    expect(incoming(`cc-${traceId}-${parentId}-01`).traceId).toBe(traceId);
    const context = incoming(`01-${traceId}-${parentId}-01-what-the-future-will-be-like`);
    expect(context.traceId).toBe(traceId);
    expect(traceparent(context)).toMatch(/^00-/);
  });

  it.each([
    ['version ff', `ff-${traceId}-${parentId}-01`],
    ['a fifth field in version 00', `00-${traceId}-${parentId}-01-more`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['a parent id of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['upper case', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['a short trace id', `00-${traceId.slice(1)}-${parentId}-01`],
    ['a long parent id', `00-${traceId}-${parentId}0-01`],
    ['no flags', `00-${traceId}-${parentId}`],
    ['a later version without a separator', `01-${traceId}-${parentId}-01more`],
    ['space around it', ` 00-${traceId}-${parentId}-01 `],
    ['nothing', ''],
  ])('begins anew after %s', (_, value) => {
    const context = createRequestContext({ traceparent: value, tracestate: 'vendor=1' });
    expect(context.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(context.traceId).not.toBe(traceId);
    expect(context.traceFlags).toBe('00');
    expect(context.traceState).toBeUndefined();
  });

  it('carries tracestate on untouched, and drops one that is too long or could not be sent', () => {
    const state = (tracestate: string) =>
      createRequestContext({ traceparent: `00-${traceId}-${parentId}-01`, tracestate }).traceState;
    expect(state('congo=t61rcWkgMzE,rojo=00f067aa0ba902b7')).toBe('congo=t61rcWkgMzE,rojo=00f067aa0ba902b7');
    expect(state('v='.padEnd(512, 'x'))).toHaveLength(512);
    expect(state('v='.padEnd(513, 'x'))).toBeUndefined();
    expect(state('v=é')).toBeUndefined();
    expect(state('v=1\r\nx-injected: 1')).toBeUndefined();
    expect(state('')).toBeUndefined();
  });
});

describe('the request id', () => {
  const id = (requestId?: string) => createRequestContext({ requestId }).requestId;

  it('is the one that came along', () => {
    expect(id('Abc-123_x.y')).toBe('Abc-123_x.y');
    expect(id('a'.repeat(8))).toBe('a'.repeat(8));
    expect(id('a'.repeat(64))).toBe('a'.repeat(64));
  });

  it.each(['', 'short12', 'a'.repeat(65), 'has space', 'line\nbreak', '<script>', 'naïve-id'])(
    'is made anew instead of "%s"',
    (value) => {
      expect(id(value)).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it('differs from request to request', () => {
    expect(id()).not.toBe(id());
  });
});

describe('runInRequestContext', () => {
  const context: RequestContext = createRequestContext({ requestId: 'request-1' });

  it('is seen by what the work awaits, and by nothing beside it', async () => {
    const seen = runInRequestContext(context, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentRequestContext();
    });
    expect(currentRequestContext()).toBeUndefined();
    expect(await seen).toBe(context);
    expect(currentRequestContext()).toBeUndefined();
  });

  it('keeps requests that run at the same time apart', async () => {
    const ids = ['request-a', 'request-b', 'request-c'];
    const seen = await Promise.all(
      ids.map((requestId) =>
        runInRequestContext(createRequestContext({ requestId }), async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return currentRequestContext()?.requestId;
        }),
      ),
    );
    expect(seen).toEqual(ids);
  });
});
