import { KeyService, SessionService } from '@latchkey/contracts';
import { connect } from './client';
import { keyService, sessionService } from './testing/partial-services';
import { aborted, probeService, signalled } from './testing/probe-service';
import { ProbeService } from './testing/test-contract';
import { useTestNetwork, type TestServer } from './testing/test-network';

const network = useTestNetwork();

const dial = (server: TestServer) =>
  connect({
    target: `dns:///127.0.0.1:${server.port}`,
    peer: 'token-issuer',
    tls: network.certificates.of('authorization-frontend'),
  });

describe('a connection', () => {
  it('carries any number of services', async () => {
    const sessions = sessionService({ createSession: async () => ({ sessionToken: 'made' }) });
    const connection = dial(await network.serve([sessions, probeService({})]));
    expect((await connection.service(SessionService).createSession({})).sessionToken).toBe('made');
    expect((await connection.service(ProbeService).echo({ value: 'x' })).value).toBe('x');
    connection.close();
  });

  it('that closes ends its calls and streams, also in the server', async () => {
    const [started, left] = [signalled(), signalled()];
    const server = await network.serve([
      probeService({
        async echo(_, { signal }) {
          started.resolve();
          await aborted(signal);
          left.resolve();
          return {};
        },
        async *count(_, { signal }) {
          yield {};
          await aborted(signal);
        },
      }),
    ]);
    const connection = dial(server);
    const probe = connection.service(ProbeService);
    const call = expect(probe.echo({})).rejects.toMatchObject({ status: 'CANCELLED' });
    const items = probe.count({})[Symbol.asyncIterator]();
    await Promise.all([items.next(), started.promise]);
    const stream = expect(items.next()).rejects.toMatchObject({ status: 'CANCELLED' });
    connection.close();
    await Promise.all([call, stream, left.promise]);
  });

  it('that has closed makes no more calls', async () => {
    const { service, callers } = keyService();
    const connection = dial(await network.serve([service]));
    const { getJwks } = connection.service(KeyService);
    connection.close();
    await expect(getJwks({})).rejects.toMatchObject({ name: 'RpcError' });
    expect(callers).toEqual([]);
  });

  it('may be used without being tied to the service: its methods are plain functions', async () => {
    const connection = dial(await network.serve([probeService({})]));
    const { echo } = connection.service(ProbeService);
    expect((await echo({ value: 'x' })).value).toBe('x');
    connection.close();
  });

  it('rejects a request that does not fit the contract, and calls nobody', async () => {
    let calls = 0;
    const server = await network.serve([
      probeService({
        async echo() {
          calls++;
          return {};
        },
        async *count() {
          calls++;
        },
      }),
    ]);
    const connection = dial(server);
    const probe = connection.service(ProbeService);
    const items = probe.count({ value: -1 })[Symbol.asyncIterator]();
    await expect(items.next()).rejects.toMatchObject({ name: 'RpcError', status: 'INTERNAL' });
    await expect(probe.echo({ value: 5 as never })).rejects.toMatchObject({
      name: 'RpcError',
      status: 'INTERNAL',
      message: 'Echo: the request does not fit the contract',
    });
    expect(calls).toBe(0);
    connection.close();
  });
});
