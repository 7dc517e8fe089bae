import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import { create } from '@bufbuild/protobuf';
import { GetJwksRequestSchema, KeyService } from '@latchkey/contracts';
import { StartupError } from '@latchkey/service-kit';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { methodDefinition } from './method';
import { keyService } from './testing/partial-services';
import { createTestCertificates } from './testing/test-certificates';
import { useTestNetwork, type TestServer } from './testing/test-network';
import { until } from './testing/until';

const network = useTestNetwork();
const short = { deadlineMilliseconds: 400 };

describe('a server takes connections over mutual TLS alone', () => {
  let server: TestServer;
  let callers: string[];

  beforeEach(async () => {
    const keys = keyService();
    callers = keys.callers;
    server = await network.serve([keys.service]);
  });
  afterEach(() => expect(callers).toEqual([]));

  /** Calls with any credentials, as this library's own client cannot. */
  async function callWith(channelCredentials: ChannelCredentials) {
    const options = { 'grpc.ssl_target_name_override': 'token-issuer' };
    const client = new Client(`127.0.0.1:${server.port}`, channelCredentials, options);
    const { path, requestSerialize, responseDeserialize } = methodDefinition(KeyService.method.getJwks);
    const request = create(GetJwksRequestSchema);
    try {
      return await new Promise((resolve, reject) => {
        const done = (error: Error | null, answer?: object) => (error ? reject(error) : resolve(answer));
        client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, done);
      });
    } finally {
      client.close();
    }
  }

  it('refuses plain text', async () => {
    await expect(callWith(credentials.createInsecure())).rejects.toMatchObject({
      details: expect.any(String),
    });
  });

  it('refuses a client without a certificate', async () => {
    const { ca } = network.certificates.of('resource-gateway');
    await expect(callWith(credentials.createSsl(ca))).rejects.toMatchObject({ details: expect.any(String) });
    await until(() => server.lines().some(({ msg }) => msg === 'connection refused'));
  });

  it('refuses a client with a certificate of another authority', async () => {
    const strangers = await createTestCertificates();
    const tls = { ...strangers.of('resource-gateway'), ca: network.certificates.of('token-issuer').ca };
    const keys = network.dial(KeyService, tls, [server], short);
    await expect(keys.getJwks({})).rejects.toMatchObject({ name: 'RpcError' });
    await until(() => server.lines().some(({ msg }) => msg === 'connection refused'));
  });

  it('refuses a client whose certificate has expired', async () => {
    const past = await createTestCertificates(new Date('2020-01-01'));
    const keys = network.dial(KeyService, past.of('resource-gateway'), [server], short);
    await expect(keys.getJwks({})).rejects.toMatchObject({ name: 'RpcError' });
  });

  it('refuses TLS before 1.3', async () => {
    const { port } = server;
    const tls = network.certificates.of('resource-gateway');
    const socket = connectTls({
      ...tls,
      port,
      host: '127.0.0.1',
      servername: 'token-issuer',
      maxVersion: 'TLSv1.2',
    });
    await expect(once(socket, 'secureConnect')).rejects.toMatchObject({
      message: expect.stringMatching(/protocol version/),
    });
  });

  it('refuses a protocol other than HTTP/2', async () => {
    const { port } = server;
    const tls = network.certificates.of('resource-gateway');
    const socket = connectTls({
      ...tls,
      port,
      host: '127.0.0.1',
      servername: 'token-issuer',
      ALPNProtocols: ['http/1.1'],
    });
    await expect(once(socket, 'secureConnect')).rejects.toMatchObject({
      message: expect.stringMatching(/application protocol/),
    });
  });

  it('survives a connection that breaks off, or talks nonsense, in the handshake', async () => {
    for (const opening of ['', 'GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\x02\x00nonsense']) {
      const socket = connectTcp(server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.end(opening);
      await once(socket.resume(), 'close');
    }
    expect(server.lines().filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a client', () => {
  it('refuses a server whose certificate is for another service', async () => {
    const { service, callers } = keyService();
    const server = await network.serve([service], { tls: network.certificates.of('demo-api') });
    const keys = network.dial(KeyService, 'resource-gateway', [server], short);
    await expect(keys.getJwks({})).rejects.toMatchObject({ name: 'RpcError' });
    expect(callers).toEqual([]);
  });

  it('refuses a server with a certificate of another authority', async () => {
    const { service, callers } = keyService();
    const strangers = await createTestCertificates();
    const server = await network.serve([service], { tls: strangers.of('token-issuer') });
    const keys = network.dial(KeyService, 'resource-gateway', [server], short);
    await expect(keys.getJwks({})).rejects.toMatchObject({ name: 'RpcError' });
    expect(callers).toEqual([]);
  });
});

describe('a server that cannot listen', () => {
  it('says which setting to change when the port is in use', async () => {
    const { port } = await network.serve([]);
    const second = network.serve([], { port });
    await expect(second).rejects.toBeInstanceOf(StartupError);
    await expect(second).rejects.toThrow(
      `Port ${port} is in use: stop the process that listens there, or set LATCHKEY_GRPC_PORT to a free port.`,
    );
  });
});
