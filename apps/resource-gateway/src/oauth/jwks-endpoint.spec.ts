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

  it('serves what the issuer pushes, without asking it', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(gateway.issuer.keyCalls).toBe(0);
  });

  it('serves on what it has while the issuer is away, and says how old it is', async () => {
    await get();
    await gateway.issuer.server.close(0);
    gateway.time.now += 119_000;
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get('age')).toBe('119');
  });

  it('is not available when the issuer was never reached', async () => {
    const lonely = await startTestGateway({ without: 'issuer' });
    const response = await fetch(`${lonely.origin}/jwks/`);
    await lonely.close();
    expect(response.status).toBe(503);
    expect(headersOf(response)).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
