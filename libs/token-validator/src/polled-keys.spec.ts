import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyService } from '@latchkey/contracts';
import { ensureCertificates, readCertificates } from '@latchkey/development';
import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import {
  connect,
  rpcService,
  startRpcServer,
  type Connection,
  type RpcClient,
  type RpcServer,
} from '@latchkey/rpc';
import {
  createLogger,
  createMetrics,
  runInRequestContext,
  createRequestContext,
} from '@latchkey/service-kit';
import { createPolledKeys } from './polled-keys';
import { unimplemented, unimplementedStream } from './testing/unimplemented';

const logger = createLogger({ service: 'test', level: 'error' });

describe('createPolledKeys', () => {
  let directory: string;
  let issuer: RpcServer;
  let connection: Connection;
  let keyService: RpcClient<typeof KeyService>;
  let key: SigningKey;
  let published: string;
  let calls: number;
  let now: number;

  const clock = () => new Date(now);
  const source = (maximumStaleSeconds?: number) =>
    createPolledKeys({
      fetchJwks: () => keyService.getJwks({}, { deadlineMilliseconds: 1_000 }),
      clock,
      logger: { warn: () => undefined },
      maximumStaleSeconds,
    });

  async function startIssuer(port = 0): Promise<void> {
    issuer = await startRpcServer({
      host: '127.0.0.1',
      port,
      tls: await readCertificates(directory, 'token-issuer'),
      logger,
      metrics: createMetrics('test'),
      services: [
        rpcService(KeyService, {
          async getJwks() {
            calls += 1;
            return { jwksJson: published, maxAgeSeconds: 60 };
          },
          watchJwks: unimplementedStream,
          confirmJwks: unimplemented,
          listSigningKeys: unimplemented,
          rotateSigningKey: unimplemented,
        }),
      ],
    });
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jwks-source-'));
    await ensureCertificates({ directory, services: ['token-issuer', 'resource-gateway'] });
    key = await generateSigningKey();
  });
  afterAll(() => rm(directory, { recursive: true }));

  beforeEach(async () => {
    published = JSON.stringify({ keys: [key.publicJwk] });
    calls = 0;
    now = Date.parse('2030-01-01T00:00:00Z');
    await startIssuer();
    const client = connect({
      target: `dns:///127.0.0.1:${issuer.port}`,
      peer: 'token-issuer',
      tls: await readCertificates(directory, 'resource-gateway'),
    });
    connection = client;
    keyService = client.service(KeyService);
  });
  afterEach(async () => {
    connection.close();
    await issuer.close(0);
  });

  it('fetches the keys when they are first needed, once for all who need them', async () => {
    const jwks = source();
    expect(calls).toBe(0);
    const answers = await Promise.all([jwks.current(), jwks.current(), jwks.refreshed()]);
    expect(calls).toBe(1);
    expect(answers.map(({ keySet }) => keySet.has(key.kid))).toEqual([true, true, true]);
    expect(answers[0]).toMatchObject({ jwksJson: published, maxAgeSeconds: 60, fetchTime: new Date(now) });
  });

  it('asks again when the copy is as old as it may be, and not before', async () => {
    const jwks = source();
    await jwks.current();
    now += 59_999;
    await jwks.current();
    expect(calls).toBe(1);
    now += 1;
    await jwks.current();
    expect(calls).toBe(2);
  });

  it('keeps the same key set as long as the issuer publishes the same keys', async () => {
    const jwks = source();
    const { keySet } = await jwks.current();
    now += 60_000;
    expect((await jwks.current()).keySet).toBe(keySet);
    published = JSON.stringify({ keys: [key.publicJwk, (await generateSigningKey()).publicJwk] });
    now += 60_000;
    expect((await jwks.current()).keySet.size).toBe(2);
  });

  it('asks for an unknown key at most once a second, however often it is wanted', async () => {
    const jwks = source();
    await jwks.current();
    for (let attempt = 0; attempt < 50; attempt += 1) await jwks.refreshed();
    expect(calls).toBe(1);
    now += 1_000;
    await Promise.all(Array.from({ length: 50 }, () => jwks.refreshed()));
    expect(calls).toBe(2);
  });

  it('has no keys, and says so, while the issuer was never reached', async () => {
    await issuer.close(0);
    await expect(source().current()).rejects.toMatchObject({ name: 'RpcError', status: 'UNAVAILABLE' });
  });

  it('serves on with the keys at hand while the issuer is away, but not for ever', async () => {
    const jwks = source(600);
    const { keySet } = await jwks.current();
    await issuer.close(0);
    now += 60_000;
    expect((await jwks.current()).keySet).toBe(keySet);
    await expect(jwks.refreshed()).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    now += 600_000;
    await expect(jwks.current()).rejects.toMatchObject({ status: 'UNAVAILABLE' });
  });

  it('finds the issuer again when it comes back', async () => {
    const jwks = source(0);
    await jwks.current();
    const { port } = issuer;
    await issuer.close(0);
    now += 60_000;
    await expect(jwks.current()).rejects.toMatchObject({ status: 'UNAVAILABLE' });
    await startIssuer(port);
    now += 1_000;
    await expect(jwks.current()).resolves.toMatchObject({ jwksJson: published });
  });

  it.each([
    ['is not JSON', 'keys'],
    ['is not a key set', '{"keys":{}}'],
    ['holds a private key', '{"keys":[{"kty":"EC","d":"x"}]}'],
  ])('refuses an answer that %s', async (_, answer) => {
    published = answer;
    await expect(source().current()).rejects.toMatchObject({ status: 'UNAVAILABLE' });
  });

  it('is not interrupted when the request that came first is cancelled', async () => {
    const jwks = source();
    const cancelled = AbortSignal.abort();
    const first = runInRequestContext({ ...createRequestContext(), signal: cancelled }, () => jwks.current());
    await expect(first).resolves.toMatchObject({ jwksJson: published });
  });
});
