import { testCertificates } from '@latchkey/development';
import { TokenService } from '@latchkey/contracts';
import { connect, type Connection } from '@latchkey/rpc';
import { createLogger, createMetrics, type TlsMaterial } from '@latchkey/service-kit';
import { createIntrospectionValidator } from '@latchkey/token-validator';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { createSeededDevices } from './devices/seeded-devices';
import { buildServer, type ServerDeps } from './server';
import { startTokenIssuer, type TestTokenIssuer } from './testing/token-issuer';

const noon = new Date('2030-01-01T12:00:00Z');
const audience = 'http://localhost:9000/resource/';

describe('the demo API', () => {
  let certificates: Record<'demo-api' | 'token-issuer', TlsMaterial>;
  let issuer: TestTokenIssuer;
  let connection: Connection;
  let server: FastifyInstance;
  let logged: string[];

  beforeAll(async () => {
    certificates = await testCertificates('demo-api', 'token-issuer');
  });

  beforeEach(async () => {
    issuer = await startTokenIssuer(certificates['token-issuer']);
    server = build();
  });

  afterEach(async () => {
    await server.close();
    connection.close();
    await issuer.close();
  });

  function build(other: Partial<ServerDeps> = {}): FastifyInstance {
    const issuerConnection = connect({
      target: `dns:///127.0.0.1:${issuer.port}`,
      peer: 'token-issuer',
      tls: certificates['demo-api'],
      deadlineMilliseconds: 400,
    });
    connection = issuerConnection;
    logged = [];
    return buildServer({
      validator: createIntrospectionValidator({
        tokenService: issuerConnection.service(TokenService),
        audience,
      }),
      devices: createSeededDevices(),
      clock: () => noon,
      logger: createLogger({
        service: 'demo-api',
        level: 'debug',
        destination: { write: (line) => logged.push(line) },
      }),
      metrics: createMetrics('demo-api'),
      ...other,
    });
  }

  const get = (authorization?: string, url = '/resource/') =>
    server.inject({ url, headers: authorization === undefined ? {} : { authorization } });

  describe('GET /resource/', () => {
    it("shows a user's token that user's devices and their next dispatch", async () => {
      const answer = await get(`Bearer ${issuer.issue({})}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      const summary = answer.json();
      expect(summary).toMatchObject({
        resource: 'ResiFlex Demo API',
        subject: 'ada',
        client_id: 'demo-web',
        scopes: ['flex:read'],
        devices: [
          { kind: 'electric_vehicle', status: 'away', power_kw: 0, battery_capacity_kwh: 64 },
          { kind: 'home_battery', status: 'idle', power_kw: 0, state_of_charge_percent: 86.7 },
          { kind: 'heat_pump', status: 'heating', power_kw: 1.2, indoor_temperature_celsius: 20 },
        ],
        next_dispatch: { kind: 'heat_pump', action: 'preheat', energy_kwh: 7.2 },
      });
      expect(summary.next_dispatch.device_id).toBe(summary.devices[2].id);
      expect(Date.parse(summary.next_dispatch.start_time)).toBeGreaterThan(noon.getTime());
    });

    it('shows a client acting for itself the shared homes together, and none of them alone', async () => {
      const token = issuer.issue({ subject: 'demo-service', clientId: 'demo-service' });
      const { devices, next_dispatch } = (await get(`Bearer ${token}`)).json();
      expect(devices).toMatchObject([
        { kind: 'electric_vehicle', device_count: 24, battery_capacity_kwh: 1536 },
        { kind: 'home_battery', device_count: 24, battery_capacity_kwh: 324 },
        { kind: 'heat_pump', device_count: 24, indoor_temperature_celsius: 20 },
      ]);
      expect(JSON.stringify({ devices, next_dispatch })).not.toMatch(/"(device_)?id"/);
      expect(next_dispatch).toMatchObject({ kind: 'heat_pump', action: 'preheat' });
    });

    it('does not mix residents up', async () => {
      const ids = async (subject: string) =>
        (await get(`Bearer ${issuer.issue({ subject })}`)).json().devices.map(({ id }: { id: string }) => id);
      const [adas, bobs] = [await ids('ada'), await ids('bob')];
      expect(adas.filter((id: string) => bobs.includes(id))).toEqual([]);
      expect(await ids('ada')).toEqual(adas);
    });

    it.each([
      ['without the slash', '/resource'],
      ['with a query that means nothing here', '/resource/?pretty=1'],
    ])('works %s', async (_, url) => {
      expect((await get(`Bearer ${issuer.issue({})}`, url)).statusCode).toBe(200);
    });

    it('takes the token alone and the scheme in any case', async () => {
      const token = issuer.issue({});
      expect((await get(token)).statusCode).toBe(200);
      expect((await get(`bearer ${token}`)).statusCode).toBe(200);
    });

    it('takes a token that is also for other resources', async () => {
      const token = issuer.issue({ audiences: ['https://other.example/', audience] });
      expect((await get(`Bearer ${token}`)).statusCode).toBe(200);
    });

    it('forbids caches to keep the answer', async () => {
      expect((await get(`Bearer ${issuer.issue({})}`)).headers['cache-control']).toBe('no-store');
    });

    it('asks about every token anew, so that a revoked one is refused at once', async () => {
      const token = issuer.issue({});
      await get(`Bearer ${token}`);
      await get(`Bearer ${token}`);
      expect(issuer.requestIds).toHaveLength(2);
    });
  });

  describe('a refused token', () => {
    it('is told that a token is needed, and no error, when there is none', async () => {
      const answer = await get();
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="ResiFlex Demo API", scope="flex:read"');
      expect(answer.json()).toEqual({ error: 'invalid_token', error_description: expect.any(String) });
    });

    it.each<[string, () => string]>([
      ['is unknown', () => 'Bearer header.unknown.signature'],
      ['is not active any more', () => `Bearer ${issuer.issue({ active: false })}`],
      ['is for another resource', () => `Bearer ${issuer.issue({ audiences: ['https://other.example/'] })}`],
      [
        'is for a resource with a longer name',
        () => `Bearer ${issuer.issue({ audiences: [`${audience}x`] })}`,
      ],
      ['is for nobody', () => `Bearer ${issuer.issue({ audiences: [] })}`],
      ['is malformed', () => 'Bearer one two'],
      ['is empty', () => 'Bearer '],
      ['is longer than any that was issued', () => `Bearer ${'a'.repeat(9000)}`],
    ])('is answered with 401 invalid_token when it %s', async (_, authorization) => {
      const answer = await get(authorization());
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(
        /^Bearer realm="ResiFlex Demo API", error="invalid_token", error_description="[^"]+", scope="flex:read"$/,
      );
      expect(answer.json().error).toBe('invalid_token');
    });

    it.each([[[]], [['flex:control']], [['flex:reader', 'FLEX:READ']]])(
      'is answered with 403 insufficient_scope when it has the scopes %j',
      async (scopes) => {
        const answer = await get(`Bearer ${issuer.issue({ scopes })}`);
        expect(answer.statusCode).toBe(403);
        expect(answer.headers['www-authenticate']).toMatch(
          /error="insufficient_scope".*, scope="flex:read"$/,
        );
        expect(answer.json().error).toBe('insufficient_scope');
      },
    );

    it('is not looked for in the query string', async () => {
      const token = issuer.issue({});
      const answer = await get(undefined, `/resource/?access_token=${token}`);
      expect(answer.statusCode).toBe(401);
      expect(issuer.requestIds).toEqual([]);
    });
  });

  describe('when tokens cannot be validated', () => {
    it('answers 503 with Retry-After while the issuer is away, and recovers by itself', async () => {
      const { port } = issuer;
      const before = issuer.issue({});
      expect((await get(`Bearer ${before}`)).statusCode).toBe(200);
      await issuer.close();
      const answer = await get(`Bearer ${before}`);
      expect(answer.statusCode).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.json()).toEqual({
        error: 'temporarily_unavailable',
        error_description: 'access tokens cannot be validated now: try again in 5 seconds',
      });
      issuer = await startTokenIssuer(certificates['token-issuer'], port);
      const after = issuer.issue({});
      let status = 503;
      for (let attempt = 0; status === 503 && attempt < 20; attempt += 1) {
        status = (await get(`Bearer ${after}`)).statusCode;
      }
      expect(status).toBe(200);
    });

    it('answers 503 when the issuer itself is in trouble, and lets nobody in', async () => {
      const token = issuer.issue({});
      issuer.breakDown();
      const answer = await get(`Bearer ${token}`);
      expect(answer.statusCode).toBe(503);
      expect(answer.body).not.toContain('database');
    });
  });

  it('is opaque about its own defects, and whole in the log', async () => {
    await server.close();
    connection.close();
    server = build({
      devices: {
        listDevices: () => Promise.reject(new Error('table devices is gone')),
        findNextDispatch: async () => undefined,
      },
    });
    const answer = await get(`Bearer ${issuer.issue({})}`);
    expect(answer.statusCode).toBe(500);
    expect(answer.json().error).toBe('server_error');
    expect(answer.body).not.toContain('table');
    expect(logged.join()).toContain('table devices is gone');
  });

  it.each(['POST', 'PUT', 'DELETE'] as const)('takes no %s', async (method) => {
    const answer = await server.inject({ method, url: '/resource/', payload: {} });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error).toBe('not_found');
  });

  it.each(['/', '/graphql/', '/resource/devices', '/resource//'])('has nothing at %s', async (url) => {
    const answer = await get(`Bearer ${issuer.issue({})}`, url);
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ error: 'not_found', error_description: expect.any(String) });
  });

  it.each<[string, InjectOptions]>([
    ['a body that is not JSON', { method: 'POST', url: '/resource/', payload: '{' }],
    ['a path that is not UTF-8', { method: 'GET', url: '/resource/%ff' }],
  ])('refuses %s as a mistake of the client', async (_, request) => {
    const answer = await server.inject({ ...request, headers: { 'content-type': 'application/json' } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
  });

  it('carries the request id of the gateway on to the issuer and into the log', async () => {
    issuer.breakDown();
    await server.inject({
      url: '/resource/',
      headers: { authorization: 'Bearer a.b.c', 'x-request-id': 'request-0123456789' },
    });
    expect(issuer.requestIds).toEqual(['request-0123456789']);
    expect(logged.join()).toContain('request-0123456789');
  });

  it('measures requests by route, not by the path that was sent', async () => {
    const metrics = createMetrics('demo-api');
    await server.close();
    connection.close();
    server = build({ metrics });
    await get(undefined, '/resource/');
    await get(undefined, '/no-such-path');
    const text = await metrics.metrics();
    expect(text).toContain('route="/resource/",status="401"');
    expect(text).not.toContain('no-such-path');
  });

  it('writes no token and no query into the log, whatever happens', async () => {
    const token = issuer.issue({});
    await get(`Bearer ${token}`);
    await get(`Bearer ${issuer.issue({ scopes: [] })}`);
    await get(undefined, `/resource/?access_token=${token}`);
    issuer.breakDown();
    await get(`Bearer ${token}`);
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join()).not.toMatch(/header\.token|access_token=/);
  });
});
