import { HealthCheckResponse_ServingStatus, Health, KeyService, SessionService } from '@latchkey/contracts';
import { mayCall } from './method';
import { RpcError } from './rpc-error';
import { rpcService, type CallContext } from './rpc-service';
import { getJwksService, keyService, sessionService } from './testing/partial-services';
import { ProbeService, UploadService } from './testing/test-contract';
import { useTestNetwork } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();

const probe = (work: (value: string, context: CallContext) => Promise<string>) =>
  rpcService(ProbeService, {
    echo: async ({ value }, context) => ({ value: await work(value, context) }),
    undeclared: async ({ value }, context) => ({ value: await work(value, context) }),
    async *count() {},
  });

describe('a unary call', () => {
  it('carries the typed request there and the typed answer back', async () => {
    const server = await network.serve([
      sessionService({
        async createSession({ authenticationToken, remoteAddress, userAgent }, { caller }) {
          const authTime = { seconds: 1_900_000_000n, nanos: 5 };
          return {
            sessionToken: [authenticationToken, remoteAddress, userAgent, caller].join(' '),
            session: { user: { subject: 'ada', email: 'ada@example.com', name: 'Ada' }, authTime },
          };
        },
      }),
    ]);
    const sessions = network.dial(SessionService, 'authorization-frontend', [server]);
    const answer = await sessions.createSession({ authenticationToken: 'ädä', remoteAddress: '::1' });
    expect(answer.sessionToken).toBe('ädä ::1  authorization-frontend');
    expect(answer.session?.user?.name).toBe('Ada');
    expect(answer.session?.authTime?.seconds).toBe(1_900_000_000n);
    expect(answer.session?.expireTime).toBeUndefined();
    expect((await sessions.getSession({})).session).toBeUndefined();
  });

  it('of one caller is not mixed up with that of another, over the same server', async () => {
    const server = await network.serve([probe(async (value, { caller }) => `${value} ${caller}`)]);
    const callers = ['resource-gateway', 'authorization-frontend', 'demo-api'] as const;
    const clients = callers.map((caller) => network.dial(ProbeService, caller, [server]));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => clients[n % 3]!.echo({ value: String(n) })),
    );
    expect(answers.map((answer) => answer.value)).toEqual(
      Array.from({ length: 30 }, (_, n) => `${n} ${callers[n % 3]}`),
    );
  });

  it('to a method that this build does not serve is answered UNIMPLEMENTED', async () => {
    const server = await network.serve([]);
    await expect(network.dial(ProbeService, 'demo-api', [server]).echo({})).rejects.toMatchObject({
      status: 'UNIMPLEMENTED',
    });
  });
});

describe('who may call a method', () => {
  it('is every service that the contract names', async () => {
    const { service, callers } = keyService();
    const server = await network.serve([service]);
    await network.dial(KeyService, 'resource-gateway', [server]).getJwks({});
    await network.dial(KeyService, 'demo-api', [server]).getJwks({});
    expect(callers).toEqual(['resource-gateway', 'demo-api']);
  });

  it('is nobody else: the refusal names caller and method, and is logged', async () => {
    const { service, callers } = keyService();
    const server = await network.serve([service]);
    const refused = network.dial(KeyService, 'authorization-frontend', [server]).getJwks({});
    await expect(refused).rejects.toBeInstanceOf(RpcError);
    await expect(refused).rejects.toMatchObject({
      status: 'PERMISSION_DENIED',
      message: 'GetJwks: authorization-frontend may not call latchkey.issuer.v1.KeyService/GetJwks',
    });
    expect(callers).toEqual([]);
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'caller refused', requestId: expect.any(String) }),
    );
  });

  it('is any service when the contract says so', async () => {
    const server = await network.serve([]);
    for (const caller of ['demo-api', 'token-issuer'] as const) {
      const answer = await network.dial(Health, caller, [server]).check({});
      expect(answer.status).toBe(HealthCheckResponse_ServingStatus.SERVING);
    }
  });

  it('is nobody when the contract says nothing', async () => {
    let calls = 0;
    const server = await network.serve([probe(async () => String(calls++))]);
    const { undeclared } = network.dial(ProbeService, 'demo-api', [server]);
    await expect(undeclared({})).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    expect(calls).toBe(0);
    expect(mayCall(ProbeService.method.undeclared, 'token-issuer')).toBe(false);
    expect(mayCall(ProbeService.method.undeclared, '')).toBe(false);
  });
});

describe('a faulty handler', () => {
  const opaque = { name: 'RpcError', status: 'INTERNAL', message: 'Echo: internal error' };

  it.each([
    ['rejects', () => Promise.reject(new TypeError('hunter2 is not a function'))],
    [
      'throws before it returns a promise',
      () => {
        throw new TypeError('hunter2 is not a function');
      },
    ],
  ])('that %s is opaque to its caller, whole in the log, and harmless to the next call', async (_, fault) => {
    let broken = true;
    const server = await network.serve([probe(async () => (broken ? await fault() : 'fine'))]);
    const { echo } = network.dial(ProbeService, 'demo-api', [server]);
    await expect(echo({})).rejects.toMatchObject(opaque);
    await expect(echo({})).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
    broken = false;
    expect((await echo({})).value).toBe('fine');
    expect(server.lines()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        msg: 'call failed unexpectedly',
        method: 'latchkey.test.v1.ProbeService/Echo',
        requestId: expect.any(String),
        error: expect.objectContaining({
          name: 'TypeError',
          message: 'hunter2 is not a function',
          stack: expect.stringContaining('method-handler.spec.ts'),
        }),
      }),
    );
  });

  it.each([
    ['a string', 'hunter2'],
    ['nothing', undefined],
    ['null', null],
    ['an object', { status: 'OK' }],
  ])('that throws %s is opaque too', async (_, thrown) => {
    const server = await network.serve([probe(() => Promise.reject(thrown))]);
    await expect(network.dial(ProbeService, 'demo-api', [server]).echo({})).rejects.toMatchObject(opaque);
    await until(() => server.lines().some(({ msg }) => msg === 'call failed unexpectedly'));
  });

  it('whose answer does not fit the contract is opaque, and the reason is in the log', async () => {
    const halfSecond = getJwksService(async () => ({ maxAgeSeconds: 0.5 }));
    const server = await network.serve([halfSecond]);
    const { getJwks } = network.dial(KeyService, 'demo-api', [server]);
    await expect(getJwks({})).rejects.toMatchObject({
      status: 'INTERNAL',
      message: 'GetJwks: internal error',
    });
    const error = expect.objectContaining({ message: expect.stringContaining('int32') });
    expect(server.lines()).toContainEqual(expect.objectContaining({ level: 'error', error }));
  });
});

describe('a store that is away', () => {
  class StoreError extends Error {}
  const isOutage = (error: unknown) => error instanceof StoreError;
  const away = () => Promise.reject(new StoreError('hunter2@10.0.0.7:5432 refused'));

  it('is UNAVAILABLE to the caller, who learns no more, and a warning with the error in the log', async () => {
    const server = await network.serve([probe(away)], { isOutage });
    const { echo } = network.dial(ProbeService, 'demo-api', [server]);
    await expect(echo({})).rejects.toMatchObject({
      name: 'RpcError',
      status: 'UNAVAILABLE',
      message: 'Echo: a store of the service does not answer now',
    });
    const lines = server.lines().filter(({ level }) => level === 'warn' || level === 'error');
    expect(lines).toMatchObject([
      {
        level: 'warn',
        msg: 'call failed',
        method: 'latchkey.test.v1.ProbeService/Echo',
        status: 'UNAVAILABLE',
        requestId: expect.any(String),
        error: { cause: { message: 'hunter2@10.0.0.7:5432 refused', stack: expect.any(String) } },
      },
    ]);
    expect(await server.metrics.metrics()).toContain(
      'latchkey_rpc_server_seconds_count{method="latchkey.test.v1.ProbeService/Echo",status="UNAVAILABLE"} 1',
    );
  });

  it('ends a stream in the same way', async () => {
    const counting = rpcService(ProbeService, {
      echo: async () => ({}),
      undeclared: async () => ({}),
      async *count() {
        yield {};
        await away();
      },
    });
    const server = await network.serve([counting], { isOutage });
    const { count } = network.dial(ProbeService, 'demo-api', [server]);
    const readAll = async () => {
      for await (const item of count({})) expect(item).toBeDefined();
    };
    await expect(readAll()).rejects.toMatchObject({
      status: 'UNAVAILABLE',
      message: expect.not.stringContaining('hunter2'),
    });
    expect(server.lines()).toContainEqual(expect.objectContaining({ level: 'warn', status: 'UNAVAILABLE' }));
  });

  it.each([
    ['a defect', new TypeError('hunter2 is not a function'), 'INTERNAL'],
    ['an answer of the handler', new RpcError('NOT_FOUND', 'none'), 'NOT_FOUND'],
  ])('is not what %s is taken for', async (_, thrown, status) => {
    const server = await network.serve([probe(() => Promise.reject(thrown))], { isOutage });
    await expect(network.dial(ProbeService, 'demo-api', [server]).echo({})).rejects.toMatchObject({ status });
  });

  it('is not told from any other answer, however the service judges it', async () => {
    const server = await network.serve([probe(() => Promise.reject(new RpcError('NOT_FOUND', 'none')))], {
      isOutage: () => true,
    });
    await expect(network.dial(ProbeService, 'demo-api', [server]).echo({})).rejects.toMatchObject({
      status: 'NOT_FOUND',
    });
  });

  it('is a defect where the service does not say what an outage is', async () => {
    const server = await network.serve([probe(away)]);
    await expect(network.dial(ProbeService, 'demo-api', [server]).echo({})).rejects.toMatchObject({
      status: 'INTERNAL',
    });
  });
});

describe('a service', () => {
  it('without a handler for each method does not start', async () => {
    const { service } = keyService();
    const started = network.serve([{ ...service, handlers: {} }]);
    await expect(started).rejects.toThrow('latchkey.issuer.v1.KeyService.GetJwks has no handler');
  });

  it('whose requests are streams cannot be joined or called', async () => {
    const refusal = 'latchkey.test.v1.UploadService.Upload: requests are not streamed here';
    expect(() => rpcService(UploadService, {})).toThrow(refusal);
    expect(() => network.dial(UploadService, 'demo-api', [{ port: 1 }])).toThrow(refusal);
  });
});

describe('the measure of calls', () => {
  it('tells them by method and status', async () => {
    let broken = false;
    const server = await network.serve([
      probe(async () => {
        if (broken) throw new RpcError('NOT_FOUND', 'none');
        return '';
      }),
    ]);
    const { echo } = network.dial(ProbeService, 'demo-api', [server]);
    await echo({});
    await echo({});
    broken = true;
    await expect(echo({})).rejects.toThrow();
    const text = await server.metrics.metrics();
    const count = (status: string) =>
      `latchkey_rpc_server_seconds_count{method="latchkey.test.v1.ProbeService/Echo",status="${status}"}`;
    expect(text).toContain(`${count('OK')} 2`);
    expect(text).toContain(`${count('NOT_FOUND')} 1`);
  });
});
