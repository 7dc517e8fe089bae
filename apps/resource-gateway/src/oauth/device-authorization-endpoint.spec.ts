import { startTestGateway, type TestGateway } from '../testing/test-gateway';

const form = 'application/x-www-form-urlencoded';

describe('device authorization endpoint', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ trustedProxies: 1, regionHeader: 'x-region' });
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.issuer.deviceRequests.length = 0;
  });

  const post = (body: string, headers: Record<string, string> = {}, path = '/device-authorization/') =>
    fetch(`${gateway.origin}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': form, ...headers },
    });

  it.each(['/device-authorization/', '/device-authorization'])('answers a device at %s', async (path) => {
    const response = await post('client_id=demo-tv&scope=flex%3Aread', {}, path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      device_code: 'the-device-code',
      user_code: 'ETE39050',
      verification_uri: 'https://auth.example.com/device',
      verification_uri_complete: 'https://auth.example.com/device?user_code=ETE39050',
      expires_in: 600,
      interval: 5,
    });
  });

  it('tells the issuer what asked, and from where', async () => {
    await post('client_id=demo-tv&scope=flex%3Aread&resource=urn:a', {
      'user-agent': 'TV/1.0',
      'x-forwarded-for': '198.51.100.1, 203.0.113.7',
    });
    expect(gateway.issuer.deviceRequests).toMatchObject([
      {
        clientAuthentication: { method: 1, clientId: 'demo-tv' },
        parameters: { scope: 'flex:read' },
        resources: ['urn:a'],
        remoteAddress: '203.0.113.7',
        userAgent: 'TV/1.0',
      },
    ]);
  });

  it.each([
    ['DE-BY', 'DE-BY'],
    [Buffer.from('Zürich, Schweiz').toString('latin1'), 'Zürich, Schweiz'],
    [Buffer.from('Genève', 'latin1').toString('latin1'), 'Genève'],
    [Buffer.from('\u202Eeliforp\u200B').toString('latin1'), 'eliforp'],
    ['a\tb   c', 'a b c'],
    ['x'.repeat(1000), 'x'.repeat(64)],
    ['', ''],
  ])('passes on the region %j that a trusted proxy tells, fit for people', async (told, region) => {
    await post('client_id=demo-tv', { 'x-region': told });
    expect(gateway.issuer.deviceRequests[0]?.region).toBe(region);
  });

  it.each([
    ['no proxy is trusted', { trustedProxies: 0, regionHeader: 'x-region' }],
    ['no header is named', { trustedProxies: 1 }],
  ])('believes nobody about the region when %s', async (_, options) => {
    const other = await startTestGateway(options);
    await fetch(`${other.origin}/device-authorization/`, {
      method: 'POST',
      body: 'client_id=demo-tv',
      headers: { 'content-type': form, 'x-region': 'DE-BY' },
    });
    expect(other.issuer.deviceRequests[0]?.region).toBe('');
    await other.close();
  });

  it('shortens what a device calls itself', async () => {
    await post('client_id=demo-tv', { 'user-agent': 'x'.repeat(2000) });
    expect(gateway.issuer.deviceRequests[0]?.userAgent).toHaveLength(256);
  });

  it('hands on the refusal of the issuer', async () => {
    const response = await post('client_id=client-1');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'unauthorized_client',
      error_description: 'this client may not use devices',
    });
  });

  it('refuses a repeated parameter', async () => {
    const response = await post('client_id=demo-tv&scope=a&scope=b');
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
    expect(gateway.issuer.deviceRequests).toEqual([]);
  });

  it('refuses GET and says what is allowed', async () => {
    const response = await fetch(`${gateway.origin}/device-authorization/`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST, OPTIONS');
  });

  it('logs neither code', async () => {
    await post('client_id=demo-tv');
    expect(gateway.log()).not.toMatch(/the-device-code|ETE39050/);
  });
});
