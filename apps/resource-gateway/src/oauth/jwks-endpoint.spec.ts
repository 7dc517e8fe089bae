import { createKeySet } from '@latchkey/jwt';
import { headersOf, startTestGateway, type TestGateway } from '../testing/test-gateway';

describe('JWKS endpoint', () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await startTestGateway();
  });
  afterEach(() => gateway.close());

  const get = (path = '/jwks/') => fetch(`${gateway.origin}${path}`);

  it.each(['/jwks/', '/jwks'])('serves the keys of the issuer at %s', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(headersOf(response)).toMatchObject({
      'content-type': 'application/jwk-set+json',
      'cache-control': 'public, max-age=120',
      age: '0',
      'access-control-allow-origin': '*',
    });
    expect(createKeySet(await response.json()).has(gateway.issuer.key.kid)).toBe(true);
  });

  it('asks the issuer once in the time that a copy may be used, and says how old the copy is', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get()));
    gateway.time.now += 119_000;
    expect((await get()).headers.get('age')).toBe('119');
    expect(gateway.issuer.keyCalls).toBe(1);
    gateway.time.now += 1_000;
    expect((await get()).headers.get('age')).toBe('0');
    expect(gateway.issuer.keyCalls).toBe(2);
  });

  it('is not available when the issuer was never reached', async () => {
    await gateway.issuer.server.close(0);
    const response = await get();
    expect(response.status).toBe(503);
    expect(headersOf(response)).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
