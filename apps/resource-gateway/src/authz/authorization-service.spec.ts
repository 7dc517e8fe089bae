import { Client, credentials, status as grpcStatus } from '@grpc/grpc-js';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { startRpcServer, type RpcServer } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import { SignJWT, calculateJwkThumbprint } from 'jose';
import { publicUrl, startTestGateway, type TestGateway } from '../testing/test-gateway';
import { decode, encode, mapEntries, type Decoded, type Field } from '../testing/wire';
import { authorizationService } from './authorization-service';

interface Check {
  method?: string;
  host?: string;
  path?: string;
  headers?: Record<string, string>;
  extensions?: Record<string, string>;
}

const text = (value: number | Buffer | undefined) => String(value ?? '');
const inner = (message: Decoded, number: number) =>
  decode(Buffer.from((message.get(number)?.[0] as Buffer) ?? ''));
const headersIn = (message: Decoded, number: number) =>
  (message.get(number) ?? []).map((option) => {
    const fields = decode(option as Buffer);
    const header = inner(fields, 1);
    const append = fields.has(2) && inner(fields, 2).get(1)?.[0] === 1;
    return [text(header.get(1)?.[0]), text(header.get(2)?.[0]), ...(append ? ['appended'] : [])];
  });

describe('external authorization for proxies', () => {
  let gateway: TestGateway;
  let server: RpcServer;
  const lines: string[] = [];
  const clients: Client[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway({
      resource: {
        clientRequestsPerMinute: 1_000,
        routes: [
          {
            pathPrefix: '/resource/',
            rules: [
              { path: 'open/', public: true },
              { methods: ['DELETE'], scopes: ['flex:control'] },
            ],
          },
        ],
      },
      others: [
        { resource: 'https://api.example.com/v1', scopes: [{ scope: 'api' }] },
        { resource: 'https://api.example.com/v1/reports/', scopes: [{ scope: 'reports' }] },
        { resource: 'urn:internal', scopes: [] },
      ],
    });
    const { access } = gateway;
    const logger = createLogger({
      service: 'resource-gateway',
      level: 'debug',
      destination: { write: (line) => void lines.push(line) },
    });
    server = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      tls: gateway.certificates['resource-gateway'],
      logger,
      metrics: createMetrics('test'),
      services: [authorizationService({ ...access, publicUrl, logger })],
    });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await server.close(0);
    await gateway.close();
  });

  const connect = (tls: Pick<TlsMaterial, 'ca'> & Partial<TlsMaterial>) => {
    const client = new Client(
      `127.0.0.1:${server.port}`,
      credentials.createSsl(tls.ca as Buffer, (tls.key as Buffer) ?? null, (tls.cert as Buffer) ?? null),
      { 'grpc.ssl_target_name_override': 'resource-gateway' },
    );
    clients.push(client);
    return client;
  };

  function call(client: Client, request: Buffer): Promise<Decoded> {
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        '/envoy.service.auth.v3.Authorization/Check',
        (bytes: Buffer) => bytes,
        decode,
        request,
        { deadline: Date.now() + 3_000 } as never,
        (error: Error | null, answer?: Decoded) => (error || !answer ? reject(error) : resolve(answer)),
      );
    });
  }

  /** A request with all that Envoy sends, also what is not looked at. */
  function requestOf({
    method = 'GET',
    host = 'auth.example.com',
    path = '/resource/',
    ...more
  }: Check): Buffer {
    const http: Field[] = [
      [1, 'id-1'],
      [2, method],
      ...mapEntries(3, { ':method': method, ':path': path, 'user-agent': 'curl', ...more.headers }),
      [4, path],
      [5, host],
      [6, 'https'],
      [9, 12],
      [10, 'HTTP/2'],
      [11, ''],
    ];
    const source: Field[] = [
      [2, 'frontend'],
      [4, 'spiffe://mesh/frontend'],
    ];
    const request: Field[] = [
      [1, [[1, 1_700_000_000]]],
      [2, http],
    ];
    const attributes: Field[] = [
      [1, source],
      [2, source],
      [4, request],
      ...mapEntries(10, more.extensions ?? {}),
    ];
    return encode([[1, attributes]]);
  }

  async function check(request: Check) {
    const client = clients[0] ?? connect(gateway.certificates['demo-api']);
    const answer = await call(client, requestOf(request));
    const code = (inner(answer, 1).get(1)?.[0] as number | undefined) ?? 0;
    const denied = inner(answer, 2);
    const ok = inner(answer, 3);
    return {
      code,
      status: inner(denied, 1).get(1)?.[0],
      body: answer.has(2) ? JSON.parse(text(denied.get(3)?.[0])) : undefined,
      challenges: headersIn(denied, 2).filter(([name]) => name === 'www-authenticate'),
      deniedHeaders: Object.fromEntries(headersIn(denied, 2)),
      headers: Object.fromEntries(headersIn(ok, 2)),
      removed: (ok.get(5) ?? []).map(text),
      added: Object.fromEntries(headersIn(ok, 6)),
    };
  }
  const bearer = (claims?: object) => ({ authorization: `Bearer ${gateway.sign(claims)}` });

  it('lets a valid token pass, says whose it is, and takes off what only this process may say', async () => {
    const token = gateway.sign();
    const { code, headers, removed, added } = await check({
      path: '/resource/devices?a=1',
      headers: {
        authorization: token,
        dpop: 'x',
        'x-latchkey-subject': 'admin',
        'x-latchkey-role': 'root',
        x_latchkey_subject: 'admin',
        'x-other': 'stays',
      },
    });
    expect(code).toBe(0);
    expect(headers).toEqual({
      authorization: `Bearer ${token}`,
      'x-latchkey-subject': 'ada',
      'x-latchkey-client-id': 'demo-web',
      'x-latchkey-scope': 'flex:read flex:control',
    });
    expect(removed.sort()).toEqual(['dpop', 'x-latchkey-role', 'x_latchkey_subject']);
    expect(added).toMatchObject({ 'ratelimit-policy': '"client";q=1000;w=60' });
  });

  it('lets everybody pass to what is public, as nobody in particular', async () => {
    const { code, headers, removed } = await check({
      path: '/resource/open/x',
      headers: { 'x-latchkey-subject': 'admin', authorization: 'Basic eDp5' },
    });
    expect(code).toBe(0);
    expect(headers).toEqual({});
    expect(removed.sort()).toEqual(['authorization', 'x-latchkey-subject']);
  });

  it('asks for a token when there is none', async () => {
    const { code, status, challenges, body, deniedHeaders } = await check({});
    expect([code, status]).toEqual([grpcStatus.UNAUTHENTICATED, 401]);
    const metadata =
      'resource_metadata="https://auth.example.com/.well-known/oauth-protected-resource/resource/"';
    expect(challenges).toEqual([
      ['www-authenticate', `Bearer realm="latchkey", scope="flex:read flex:control", ${metadata}`],
      ['www-authenticate', expect.stringMatching(/^DPoP realm="latchkey", .*algs="[^"]+"$/), 'appended'],
    ]);
    expect(deniedHeaders).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(body).toMatchObject({ error: 'invalid_token' });
  });

  it.each<[string, number, () => Check]>([
    [
      'a token that was tampered with',
      401,
      () => ({ headers: { authorization: `${bearer().authorization}x` } }),
    ],
    ['an expired token', 401, () => ({ headers: bearer({ exp: gateway.time.now / 1000 }) })],
    ['a token for another resource', 401, () => ({ headers: bearer({ aud: 'urn:internal' }) })],
    ['two tokens', 401, () => ({ headers: { authorization: `${bearer().authorization},Bearer x` } })],
    ['a token in the query', 400, () => ({ path: `/resource/?access_token=${gateway.sign()}` })],
    ['a scope too few', 403, () => ({ method: 'DELETE', headers: bearer({ scope: 'flex:read' }) })],
    ['no scope of the resource', 403, () => ({ headers: bearer({ scope: 'other' }) })],
    ['dot segments', 400, () => ({ path: '/resource/open/../x', headers: bearer() })],
    ['a path with two readings', 400, () => ({ path: '/resource//open/x', headers: bearer() })],
    ['another host', 403, () => ({ host: 'evil.example', headers: bearer() })],
    ['another path', 403, () => ({ path: '/resources/', headers: bearer() })],
    ['no path', 403, () => ({ path: '', headers: bearer() })],
    [
      'a resource that is not registered',
      403,
      () => ({ extensions: { resource: 'urn:x' }, headers: bearer() }),
    ],
  ])('refuses %s with %d', async (_, status, request) => {
    const answer = await check(request());
    expect(answer.status).toBe(status);
    expect(answer.code).not.toBe(0);
    expect(answer.headers).toEqual({});
  });

  it('refuses nothing when nothing is asked, and tells nothing', async () => {
    const client = clients[0] ?? connect(gateway.certificates['demo-api']);
    const answer = await call(client, Buffer.alloc(0));
    expect(inner(inner(answer, 2), 1).get(1)).toEqual([403]);
  });

  it.each([
    ['/v1', 'https://api.example.com/v1', 'api'],
    ['/v1/things?x=/v1/reports/', 'https://api.example.com/v1', 'api'],
    ['/v1/reports/7', 'https://api.example.com/v1/reports/', 'reports'],
  ])('finds the resource of https://API.example.com:443%s by its identifier', async (path, aud, scope) => {
    const host = 'API.example.com:443';
    expect(await check({ host, path, headers: bearer({ aud, scope }) })).toMatchObject({ code: 0 });
    expect(await check({ host, path, headers: bearer() })).toMatchObject({ status: 401 });
  });

  it('goes by the resource that the proxy is configured with, whatever the address', async () => {
    const request = { host: 'x', path: '/y', extensions: { resource: 'urn:internal' } };
    expect(await check({ ...request, headers: bearer({ aud: 'urn:internal' }) })).toMatchObject({ code: 0 });
    expect(await check({ ...request, headers: bearer() })).toMatchObject({ status: 401 });
  });

  it('takes a proof of possession for the address of the resource', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const token = gateway.sign({ cnf: { jkt: await calculateJwkThumbprint(jwk) } });
    const proof = (htu: string) =>
      new SignJWT({
        htm: 'GET',
        htu,
        ath: createHash('sha256').update(token).digest('base64url'),
        jti: randomUUID(),
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt(gateway.time.now / 1000)
        .sign(privateKey);
    const ask = async (htu: string) =>
      check({
        path: '/resource/x?y=1',
        headers: { authorization: `DPoP ${token}`, dpop: await proof(htu) },
      });
    const passed = await ask('https://auth.example.com/resource/x');
    expect(passed).toMatchObject({ code: 0, removed: ['dpop'] });
    expect(passed.headers['authorization']).toBe(`Bearer ${token}`);
    expect(await ask('https://evil.example/resource/x')).toMatchObject({
      status: 401,
      body: { error: 'invalid_dpop_proof' },
    });
  });

  it('says 503 while nothing can be decided', async () => {
    const lonely = await startTestGateway({ without: 'issuer' });
    const other = await startRpcServer({
      host: '127.0.0.1',
      port: 0,
      tls: gateway.certificates['resource-gateway'],
      logger: createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } }),
      metrics: createMetrics('test'),
      services: [authorizationService({ ...lonely.access, publicUrl, logger: quiet })],
    });
    const client = new Client(
      `127.0.0.1:${other.port}`,
      credentials.createSsl(
        gateway.certificates['demo-api'].ca as Buffer,
        gateway.certificates['demo-api'].key as Buffer,
        gateway.certificates['demo-api'].cert as Buffer,
      ),
      { 'grpc.ssl_target_name_override': 'resource-gateway' },
    );
    const answer = await call(client, requestOf({ headers: { authorization: lonely.sign() } }));
    const denied = inner(answer, 2);
    expect(inner(answer, 1).get(1)).toEqual([grpcStatus.UNAVAILABLE]);
    expect(inner(denied, 1).get(1)).toEqual([503]);
    expect(Object.fromEntries(headersIn(denied, 2))).toMatchObject({ 'retry-after': '2' });
    client.close();
    await other.close(0);
    await lonely.close();
  });

  it('does not speak to a caller without a certificate of the cluster', async () => {
    const { ca } = gateway.certificates['demo-api'];
    await expect(call(connect({ ca }), requestOf({ headers: bearer() }))).rejects.toThrow();
  });

  it('logs what it decided, and no token', async () => {
    const token = gateway.sign();
    await check({ path: `/resource/x?secret=sEcret`, headers: { authorization: `Bearer ${token}` } });
    const line = lines.findLast((each) => each.includes('"checked"'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      msg: 'checked',
      method: 'GET',
      path: '/resource/x',
      resource: 'https://auth.example.com/resource/',
      status: 200,
      requestId: expect.any(String),
    });
    expect(lines.join('')).not.toMatch(/eyJ[\w-]{10}|sEcret/);
  });
});

const quiet = createLogger({ service: 'test', level: 'error', destination: { write: () => undefined } });
