import { Metadata, status as Status, type ServiceError } from '@grpc/grpc-js';
import { OAuthError, oauthErrorCodes, type OAuthErrorOptions } from '@latchkey/oauth';
import { create } from '@bufbuild/protobuf';
import { OAuthErrorSchema } from '@latchkey/contracts';
import { RpcError, isStatus, type StatusName } from './rpc-error';
import { rpcService } from './rpc-service';
import { fromServiceError, oauthErrorFromMessage, oauthErrorToMessage, toStatus } from './status-mapping';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';

const network = useTestNetwork();

/** What a caller gets when the handler throws this. */
async function across(thrown: unknown) {
  const server = await network.serve([
    rpcService(ProbeService, {
      echo: () => Promise.reject(thrown),
      undeclared: async () => ({}),
      async *count() {
        throw thrown;
      },
    }),
  ]);
  const probe = network.dial(ProbeService, 'demo-api', [server]);
  const received: unknown = await probe.echo({}).catch((error: unknown) => error);
  const ofStream: unknown = await probe
    .count({})
    [Symbol.asyncIterator]()
    .next()
    .catch((error: unknown) => error);
  return { received, ofStream, lines: server.lines() };
}

const failed = async (options: OAuthErrorOptions) => {
  const { received } = await across(new OAuthError('invalid_grant', options));
  if (!(received instanceof OAuthError)) throw received;
  return received;
};

describe('an OAuthError', () => {
  it('crosses with its code, public description and pause, for single answers and streams', async () => {
    const sent = new OAuthError('slow_down', {
      description: 'Poll every 10 seconds.',
      retryAfterSeconds: 10,
    });
    const { received, ofStream } = await across(sent);
    for (const error of [received, ofStream]) {
      expect(error).toBeInstanceOf(OAuthError);
      expect(error).toMatchObject({
        code: 'slow_down',
        description: 'Poll every 10 seconds.',
        retryAfterSeconds: 10,
      });
    }
  });

  it.each(oauthErrorCodes)('%s is told from every other code', async (code) => {
    const { received } = await across(new OAuthError(code));
    expect(received).toMatchObject({ name: 'OAuthError', code, description: '', retryAfterSeconds: 0 });
  });

  it('leaves its private detail and cause behind, in the log of the server', async () => {
    const cause = new Error('hunter2 as cause');
    const sent = new OAuthError('invalid_grant', { description: 'Ask again.', detail: 'hunter2', cause });
    const { received, lines } = await across(sent);
    expect(received).toMatchObject({ detail: undefined, cause: undefined });
    expect(JSON.stringify(received, Object.getOwnPropertyNames(received))).not.toContain('hunter2');
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'info', msg: 'refused', error: 'invalid_grant: hunter2' }),
    );
  });

  it('that is server_error is logged whole: somebody must look', async () => {
    const { lines } = await across(new OAuthError('server_error', { cause: new Error('no space left') }));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        error: expect.objectContaining({ cause: expect.objectContaining({ message: 'no space left' }) }),
      }),
    );
  });

  it.each([
    [0.5, 1],
    [9.1, 10],
    [-3, 0],
    [Number.NaN, 0],
    [Infinity, 2 ** 31 - 1],
  ])('that asks for a pause of %d seconds asks for %d', async (asked, received) => {
    expect((await failed({ retryAfterSeconds: asked })).retryAfterSeconds).toBe(received);
  });

  it('with a code of a later version becomes server_error', () => {
    const message = create(OAuthErrorSchema, { code: 'invented_tomorrow', description: 'x' });
    expect(oauthErrorFromMessage(message)).toMatchObject({ code: 'server_error', description: '' });
  });

  it('survives being a message', () => {
    const error = new OAuthError('invalid_scope', { description: 'Ask for less.', detail: 'private' });
    const back = oauthErrorFromMessage(oauthErrorToMessage(error));
    expect(back).toMatchObject({ code: 'invalid_scope', description: 'Ask for less.', detail: undefined });
  });

  it('never maps to UNAVAILABLE, which callers repeat by themselves', () => {
    for (const code of oauthErrorCodes) {
      expect(toStatus(new OAuthError(code)).code).not.toBe(Status.UNAVAILABLE);
    }
  });
});

describe('an RpcError', () => {
  const statuses = Object.keys(Status).filter((name) => Number.isNaN(Number(name)) && name !== 'OK');

  it.each(statuses)('%s crosses', async (name) => {
    const { received, ofStream } = await across(new RpcError(name as StatusName, 'why'));
    expect(received).toBeInstanceOf(RpcError);
    expect(received).toMatchObject({ status: name, message: 'Echo: why' });
    expect(ofStream).toMatchObject({ status: name, message: 'Count: why' });
  });

  it('crosses with any text, cut when it is long', async () => {
    const odd = `\uD800 half a pair, "quotes", %, ünïcödé, \n line`;
    expect((await across(new RpcError('NOT_FOUND', odd))).received).toMatchObject({
      message: `Echo: ${odd.replace('\uD800', '\uFFFD')}`,
    });
    const { received } = await across(new RpcError('NOT_FOUND', 'x'.repeat(100_000)));
    expect(received).toMatchObject({ status: 'NOT_FOUND', message: `Echo: ${'x'.repeat(1_000)}` });
  });

  it('is told by its status', () => {
    expect(isStatus(new RpcError('NOT_FOUND', ''), 'NOT_FOUND')).toBe(true);
    expect(isStatus(new RpcError('ABORTED', ''), 'NOT_FOUND')).toBe(false);
    expect(isStatus(Object.assign(new Error(), { status: 'NOT_FOUND' }), 'NOT_FOUND')).toBe(false);
    expect(isStatus(undefined, 'NOT_FOUND')).toBe(false);
  });

  it.each([
    ['NOT_FOUND', 'debug'],
    ['PERMISSION_DENIED', 'warn'],
    ['UNAVAILABLE', 'warn'],
    ['INTERNAL', 'warn'],
  ] as const)('%s is logged at level %s', async (status, level) => {
    const { lines } = await across(new RpcError(status, 'why'));
    expect(lines.map((line) => line['level'])).toContain(level);
  });
});

describe('what cannot be read', () => {
  const serviceError = (metadata: Metadata, code: number = Status.INTERNAL): ServiceError =>
    Object.assign(new Error(), { code, details: 'why', metadata });

  it('is INTERNAL when the detail of the peer is no message', () => {
    const metadata = new Metadata();
    metadata.set('latchkey-oauth-error-bin', Buffer.from([0xff, 0xff, 0xff]));
    expect(fromServiceError(serviceError(metadata), 'Echo')).toMatchObject({
      name: 'RpcError',
      status: 'INTERNAL',
      message: "Echo: the peer's error cannot be read",
    });
  });

  it('is UNKNOWN when the status is not one of gRPC', () => {
    expect(fromServiceError(serviceError(new Metadata(), 99), 'Echo')).toMatchObject({ status: 'UNKNOWN' });
  });
});
