import { startTestGateway, type TestGateway } from '../testing/test-gateway';

const ours = 'https://app.example.com';

describe('a resource that allows some origins', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ resource: { allowedOrigins: [ours] } });
    gateway.resource.answer = (_, response) => {
      response.writeHead(200, { vary: 'Accept-Encoding', 'access-control-allow-origin': '*' }).end('ok');
    };
  });
  afterAll(() => gateway.close());

  const ask = (origin: string | undefined, method = 'GET') =>
    fetch(`${gateway.origin}/resource/`, {
      method,
      headers: { authorization: gateway.sign(), ...(origin && { origin }) },
    });

  it('lets their scripts read, and says that it depends on the origin', async () => {
    const response = await ask(ours);
    expect(response.headers.get('access-control-allow-origin')).toBe(ours);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Accept-Encoding, Origin');
  });

  it.each(['https://evil.example', `${ours}.evil.example`, 'null', undefined])(
    'lets no script of %s read',
    async (origin) => {
      const response = await ask(origin);
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('vary')).toContain('Origin');
    },
  );

  it('answers the preflights of those origins alone', async () => {
    gateway.resource.received.length = 0;
    const allowed = await ask(ours, 'OPTIONS');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(ours);
    expect(allowed.headers.get('access-control-allow-headers')).toBe('Authorization, *');
    const other = await ask('https://evil.example', 'OPTIONS');
    expect(other.status).toBe(204);
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(other.headers.get('access-control-allow-methods')).toBeNull();
    expect(gateway.resource.received).toEqual([]);
  });
});
