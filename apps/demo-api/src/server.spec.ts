import { createMetrics } from '@latchkey/service-kit';
import type { InjectOptions } from 'fastify';
import { audience, startTestApi, type TestApi } from './testing/test-api';
import { startTokenIssuer } from './testing/token-issuer';

describe('the demo API', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });

  afterAll(() => api.close());

  const get = (authorization?: string, url = '/resource/') =>
    api.server.inject({ url, headers: authorization === undefined ? {} : { authorization } });

  describe('GET /resource/', () => {
    it("shows a user's token that user's devices and their next dispatch", async () => {
      const answer = await get(`Bearer ${api.issuer.issue({})}`);
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
          { kind: 'charge_point', status: 'available', smart_control: 'active' },
          { kind: 'home_battery', status: 'idle', state_of_charge_percent: 90 },
          { kind: 'heat_pump', indoor_temperature_celsius: expect.any(Number) },
          { kind: 'thermostat', indoor_temperature_celsius: expect.any(Number) },
        ],
        next_dispatch: { action: 'preheat', energy_kwh: expect.any(Number) },
      });
      expect(summary.devices.map(({ id }: { id: string }) => id)).toContain(summary.next_dispatch.device_id);
      expect(Date.parse(summary.next_dispatch.start_time)).toBeGreaterThan(api.now.getTime());
    });

    it('shows the same devices that GraphQL does', async () => {
      const token = api.issuer.issue({});
      const { data } = await api.ask('{ devices { id name } }', { token });
      const { devices } = (await get(`Bearer ${token}`)).json();
      expect(devices.map(({ id, name }: Record<string, string>) => ({ id, name }))).toEqual(data['devices']);
    });

    it('shows a client acting for itself the homes shared with it together, and none of them alone', async () => {
      for (const subject of ['ada', 'bob', 'carol']) await get(`Bearer ${api.issuer.issue({ subject })}`);
      const token = api.issuer.issue({ subject: 'demo-service', clientId: 'demo-service' });
      const { devices, next_dispatch } = (await get(`Bearer ${token}`)).json();
      expect(devices).toMatchObject([
        { kind: 'electric_vehicle', device_count: 4, battery_capacity_kwh: 256 },
        { kind: 'charge_point', device_count: 4 },
        { kind: 'home_battery', device_count: 4, battery_capacity_kwh: 54 },
        { kind: 'heat_pump', device_count: 4, indoor_temperature_celsius: expect.any(Number) },
        { kind: 'thermostat', device_count: 4, indoor_temperature_celsius: expect.any(Number) },
      ]);
      expect(JSON.stringify({ devices, next_dispatch })).not.toMatch(/"(device_)?id"/);
      expect(next_dispatch).toMatchObject({ action: 'preheat' });
    });

    it('lives: an hour later the vehicle has driven on', async () => {
      const authorization = `Bearer ${api.issuer.issue({})}`;
      const charge = async () => (await get(authorization)).json().devices[0].state_of_charge_percent;
      const before = await charge();
      const noon = api.now;
      api.now = new Date(noon.getTime() + 3_600_000);
      expect(await charge()).toBeLessThan(before);
      api.now = noon;
    });

    it('does not mix residents up', async () => {
      const ids = async (subject: string) =>
        (await get(`Bearer ${api.issuer.issue({ subject })}`))
          .json()
          .devices.map(({ id }: { id: string }) => id);
      const [adas, bobs] = [await ids('ada'), await ids('bob')];
      expect(adas.filter((id: string) => bobs.includes(id))).toEqual([]);
      expect(await ids('ada')).toEqual(adas);
    });

    it.each([
      ['without the slash', '/resource'],
      ['with a query that means nothing here', '/resource/?pretty=1'],
    ])('works %s', async (_, url) => {
      expect((await get(`Bearer ${api.issuer.issue({})}`, url)).statusCode).toBe(200);
    });

    it('takes the token alone and the scheme in any case', async () => {
      const token = api.issuer.issue({});
      expect((await get(token)).statusCode).toBe(200);
      expect((await get(`bearer ${token}`)).statusCode).toBe(200);
    });

    it('takes a token that is also for other resources', async () => {
      const token = api.issuer.issue({ audiences: ['https://other.example/', audience] });
      expect((await get(`Bearer ${token}`)).statusCode).toBe(200);
    });

    it('forbids caches to keep the answer', async () => {
      expect((await get(`Bearer ${api.issuer.issue({})}`)).headers['cache-control']).toBe('no-store');
    });
  });

  describe('a refused token', () => {
    it('is told that a token is needed, and no error, when there is none', async () => {
      const answer = await get();
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe(
        'Bearer realm="ResiFlex Demo API", scope="flex:read", resource_metadata="http://localhost:9000/.well-known/oauth-protected-resource/resource/"',
      );
      expect(answer.json()).toEqual({ error: 'invalid_token', error_description: expect.any(String) });
    });

    it.each<[string, () => string]>([
      ['is unknown', () => 'Bearer header.unknown.signature'],
      ['is not active any more', () => `Bearer ${api.issuer.issue({ active: false })}`],
      [
        'is for another resource',
        () => `Bearer ${api.issuer.issue({ audiences: ['https://other.example/'] })}`,
      ],
      [
        'is for a resource with a longer name',
        () => `Bearer ${api.issuer.issue({ audiences: [`${audience}x`] })}`,
      ],
      ['is for nobody', () => `Bearer ${api.issuer.issue({ audiences: [] })}`],
      ['is malformed', () => 'Bearer one two'],
      ['is empty', () => 'Bearer '],
      ['is longer than any that was issued', () => `Bearer ${'a'.repeat(9000)}`],
    ])('is answered with 401 invalid_token when it %s', async (_, authorization) => {
      const answer = await get(authorization());
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(
        /^Bearer realm="ResiFlex Demo API", error="invalid_token", error_description="[^"]+", scope="flex:read", resource_metadata="[^"]+"$/,
      );
      expect(answer.json().error).toBe('invalid_token');
    });

    it.each([[[]], [['flex:control']], [['flex:reader', 'FLEX:READ']]])(
      'is answered with 403 insufficient_scope when it has the scopes %j',
      async (scopes) => {
        const answer = await get(`Bearer ${api.issuer.issue({ scopes })}`);
        expect(answer.statusCode).toBe(403);
        expect(answer.headers['www-authenticate']).toMatch(
          /error="insufficient_scope".*, scope="flex:read", resource_metadata="[^"]+"$/,
        );
        expect(answer.json().error).toBe('insufficient_scope');
      },
    );

    it('is not looked for in the query string', async () => {
      const token = api.issuer.issue({});
      const before = api.issuer.calls;
      const answer = await get(undefined, `/resource/?access_token=${token}`);
      expect(answer.statusCode).toBe(401);
      expect(api.issuer.calls).toBe(before);
    });
  });

  it.each(['POST', 'PUT', 'DELETE'] as const)('takes no %s', async (method) => {
    const answer = await api.server.inject({ method, url: '/resource/', payload: {} });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().error).toBe('not_found');
  });

  it.each(['/', '/graphql/x', '/graphql//', '/resource/devices', '/resource//'])(
    'has nothing at %s',
    async (url) => {
      const answer = await get(`Bearer ${api.issuer.issue({})}`, url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({ error: 'not_found', error_description: expect.any(String) });
    },
  );

  it.each<[string, InjectOptions]>([
    ['a body that is not JSON', { method: 'POST', url: '/resource/', payload: '{' }],
    ['a path that is not UTF-8', { method: 'GET', url: '/resource/%ff' }],
  ])('refuses %s as a mistake of the client', async (_, request) => {
    const answer = await api.server.inject({ ...request, headers: { 'content-type': 'application/json' } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: 'invalid_request', error_description: expect.any(String) });
  });

  it('measures requests by route, not by the path that was sent', async () => {
    const metrics = createMetrics('demo-api');
    const other = await startTestApi({ metrics });
    for (const url of ['/resource/', '/no-such-path']) await other.server.inject({ url });
    await other.close();
    const text = await metrics.metrics();
    expect(text).toContain('route="/resource/",status="401"');
    expect(text).not.toContain('no-such-path');
  });
});

describe('the demo API in trouble', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await startTestApi();
  });

  afterEach(() => api.close());

  const get = (authorization?: string, url = '/resource/') =>
    api.server.inject({ url, headers: authorization === undefined ? {} : { authorization } });

  it('answers 503 with Retry-After while the issuer is away, and recovers by itself', async () => {
    const { port } = api.issuer;
    expect((await get(`Bearer ${api.issuer.issue({})}`)).statusCode).toBe(200);
    const before = api.issuer.issue({});
    await api.issuer.close();
    const answer = await get(`Bearer ${before}`);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'access tokens cannot be validated now: try again in 5 seconds',
    });
    api.issuer = await startTokenIssuer(api.certificates['token-issuer'], port);
    const after = api.issuer.issue({});
    let status = 503;
    for (let attempt = 0; status === 503 && attempt < 20; attempt += 1) {
      status = (await get(`Bearer ${after}`)).statusCode;
    }
    expect(status).toBe(200);
  });

  it('answers 503 when the issuer itself is in trouble, and lets nobody in', async () => {
    const token = api.issuer.issue({});
    api.issuer.breakDown();
    const answer = await get(`Bearer ${token}`);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain('database');
  });

  it('is opaque about its own defects, and whole in the log', async () => {
    await api.schema.pool.query('DROP TABLE devices CASCADE');
    const answer = await get(`Bearer ${api.issuer.issue({})}`);
    expect(answer.statusCode).toBe(500);
    expect(answer.json().error).toBe('server_error');
    expect(answer.body).not.toContain('devices');
    expect(api.logged.join()).toMatch(/relation \\"devices\\" does not exist/);
  });

  it('writes the request id of the gateway into the log', async () => {
    const authorization = `Bearer ${api.issuer.issue({})}`;
    api.issuer.breakDown();
    await api.server.inject({
      url: '/resource/',
      headers: { authorization, 'x-request-id': 'request-0123456789' },
    });
    expect(api.logged.join()).toContain('request-0123456789');
  });

  it('writes no token and no query into the log, whatever happens', async () => {
    const token = api.issuer.issue({});
    await get(`Bearer ${token}`);
    await get(`Bearer ${api.issuer.issue({ scopes: [] })}`);
    await get(undefined, `/resource/?access_token=${token}`);
    const unseen = api.issuer.issue({});
    api.issuer.breakDown();
    await get(`Bearer ${unseen}`);
    expect(api.logged.length).toBeGreaterThan(0);
    expect(api.logged.join()).not.toMatch(/header\.token|access_token=/);
  });
});
