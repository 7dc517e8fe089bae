import { startTestGateway, type TestGateway } from '../testing/test-gateway';

describe('limits of a resource', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway({ resource: { clientRequestsPerMinute: 5, userRequestsPerMinute: 3 } });
  });
  afterEach(() => gateway.close());

  const get = (claims: object) =>
    fetch(`${gateway.origin}/resource/`, { headers: { authorization: gateway.sign(claims) } });

  it('bound what is done for one user, and tell how they stand', async () => {
    const first = await get({ sub: 'ada' });
    expect(first.status).toBe(200);
    expect(first.headers.get('ratelimit-policy')).toBe('"client";q=5;w=60, "user";q=3;w=60');
    expect(first.headers.get('ratelimit')).toBe('"client";r=4;t=60, "user";r=2;t=60');
    await get({ sub: 'ada' });
    await get({ sub: 'ada' });
    const response = await get({ sub: 'ada' });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('60');
    expect(response.headers.get('ratelimit')).toBe('"client";r=1;t=60, "user";r=0;t=60');
    expect(await response.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'this user has made its 3 requests of this minute: wait and try again',
    });
    expect(gateway.resource.received).toHaveLength(3);
    expect((await get({ sub: 'grace' })).status).toBe(200);
  });

  it('bound what one client does, whoever for', async () => {
    for (const sub of ['a', 'b', 'c', 'd', 'e']) expect((await get({ sub })).status).toBe(200);
    const response = await get({ sub: 'f' });
    expect(response.status).toBe(429);
    expect(await response.text()).toContain('this application has made its 5 requests');
    expect((await get({ sub: 'f', client_id: 'other' })).status).toBe(200);
  });

  it('do not count a client that speaks for itself as a user', async () => {
    const response = await get({ sub: 'demo-service', client_id: 'demo-service' });
    expect(response.headers.get('ratelimit-policy')).toBe('"client";q=5;w=60');
    expect([...gateway.directory.claims.keys()]).toEqual([
      'client:demo-service:https://auth.example.com/resource/',
    ]);
  });

  it('name a subject of any length in few characters', async () => {
    expect((await get({ sub: 'x'.repeat(600) })).status).toBe(200);
    expect([...gateway.directory.claims.keys()].every((key) => key.length <= 512)).toBe(true);
  });

  it('hold on in this process while the directory is away', async () => {
    await gateway.directory.close(0);
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await get({ sub: 'ada' })).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });

  it('do not count requests that are refused for another reason', async () => {
    for (let count = 0; count < 9; count += 1) expect((await get({ scope: 'other' })).status).toBe(403);
    expect((await get({})).status).toBe(200);
  });
});
