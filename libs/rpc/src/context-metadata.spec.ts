import {
  createRequestContext,
  currentRequestContext,
  runInRequestContext,
  type RequestContext,
} from '@latchkey/service-kit';
import { CallEnding } from './call-ending';
import { contextFromMetadata, contextToMetadata } from './context-metadata';
import { probeService } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork, type TestServer } from './testing/test-network';

const network = useTestNetwork();
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A probe that notes its context and then does its work. */
function noting(work: () => Promise<unknown> = async () => {}) {
  const seen: RequestContext[] = [];
  const note = () => {
    const context = currentRequestContext();
    if (context) seen.push(context);
  };
  const service = probeService({
    async echo({ value }) {
      note();
      await work();
      return { value };
    },
    async *count() {
      note();
      yield {};
    },
  });
  return { seen, service };
}

describe('the context of a request', () => {
  it('goes along with a call: request id, trace, state and flags, in a new span', async () => {
    const { seen, service } = noting();
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    const context = createRequestContext({ requestId: 'request-1', traceparent, tracestate: 'vendor=1' });
    await runInRequestContext(context, () => probe.echo({}));
    const { requestId, traceId, traceFlags, traceState } = context;
    expect(seen).toEqual([expect.objectContaining({ requestId, traceId, traceFlags, traceState })]);
    expect(seen[0]?.spanId).not.toBe(context.spanId);
  });

  it('goes along with a stream', async () => {
    const { seen, service } = noting();
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    const context = createRequestContext({ requestId: 'request-1', traceparent });
    await runInRequestContext(context, async () => {
      for await (const _ of probe.count({}));
    });
    expect(seen[0]).toMatchObject({ requestId: 'request-1', traceId: context.traceId });
  });

  it('goes on to nested calls, each in a span of its own', async () => {
    const back = noting();
    const backProbe = network.dial(ProbeService, 'token-issuer', [await network.serve([back.service])]);
    const front = noting(() => Promise.all([backProbe.echo({}), backProbe.echo({})]));
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([front.service])]);
    const context = createRequestContext({ requestId: 'request-1', traceparent });
    await runInRequestContext(context, () => probe.echo({}));
    const all = [...front.seen, ...back.seen];
    expect(all.map(({ requestId }) => requestId)).toEqual(['request-1', 'request-1', 'request-1']);
    expect(new Set(all.map(({ traceId }) => traceId))).toEqual(new Set([context.traceId]));
    expect(new Set([context, ...all].map(({ spanId }) => spanId)).size).toBe(4);
  });

  it('is made anew for a call outside of a request, and for each', async () => {
    const { seen, service } = noting();
    const probe = network.dial(ProbeService, 'demo-api', [await network.serve([service])]);
    await probe.echo({});
    await probe.echo({});
    expect(new Set(seen.map(({ requestId }) => requestId)).size).toBe(2);
    expect(new Set(seen.map(({ traceId }) => traceId)).size).toBe(2);
  });

  it('keeps requests apart that a server works on at the same time', async () => {
    const server: TestServer = await network.serve([
      probeService({
        async echo() {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return { value: currentRequestContext()?.requestId ?? 'none' };
        },
      }),
    ]);
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    const ids = Array.from({ length: 20 }, (_, n) => `request-${n}`);
    const answers = await Promise.all(
      ids.map((requestId) => runInRequestContext(createRequestContext({ requestId }), () => probe.echo({}))),
    );
    expect(answers.map(({ value }) => value)).toEqual(ids);
  });

  it('is on the log lines of a failed call', async () => {
    const { service } = noting(() => Promise.reject(new Error('broken')));
    const server = await network.serve([service]);
    const probe = network.dial(ProbeService, 'demo-api', [server]);
    const context = createRequestContext({ requestId: 'request-1', traceparent });
    await expect(runInRequestContext(context, () => probe.echo({}))).rejects.toThrow();
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ requestId: 'request-1', traceId: context.traceId }),
    );
  });
});

describe('metadata', () => {
  it('without a context, or with a malformed one, begins a new one', () => {
    const metadata = contextToMetadata({
      requestId: 'has space',
      traceId: '0'.repeat(32),
      spanId: 'b7ad6b7169203331',
      traceFlags: '01',
    });
    const context = contextFromMetadata(metadata, { deadline: undefined, ending: new CallEnding() });
    expect(context.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(context.traceId).not.toBe('0'.repeat(32));
  });
});
