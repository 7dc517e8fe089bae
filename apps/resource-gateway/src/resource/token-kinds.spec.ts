import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { createHash, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, type JWK } from 'jose';
import { startTestGateway, type TestGateway } from '../testing/test-gateway';

describe('kinds of access tokens', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());
  beforeEach(() => {
    gateway.resource.received.length = 0;
  });

  const get = (headers: Record<string, string>, path = '/resource/') =>
    fetch(gateway.origin + path, { headers });

  it('an opaque token is asked about, and forwarded with what it stands for', async () => {
    const token = 'opaque-'.repeat(6);
    const now = gateway.time.now;
    gateway.issuer.opaqueTokens.set(token, {
      active: true,
      subject: 'grace',
      clientId: 'demo-web',
      scopes: ['flex:read'],
      audiences: ['https://auth.example.com/resource/'],
      issueTime: timestampFromDate(new Date(now)),
      expireTime: timestampFromDate(new Date(now + 60_000)),
      tokenId: 'opaque-1',
      tokenKind: 'access_token',
    });
    expect((await get({ authorization: `Bearer ${token}` })).status).toBe(200);
    expect(gateway.resource.received[0]?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-latchkey-subject': 'grace',
      'x-latchkey-scope': 'flex:read',
    });
    expect((await get({ authorization: `Bearer ${token}x` })).status).toBe(401);
  });

  it('a revoked token is refused', async () => {
    const token = gateway.sign({ jti: 'revoked-1' });
    expect((await get({ authorization: token })).status).toBe(200);
    gateway.issuer.revoked.push({
      revoked: { case: 'tokenId', value: 'revoked-1' },
      revokeTime: timestampFromDate(new Date(gateway.time.now)),
      expireTime: timestampFromDate(new Date(gateway.time.now + 300_000)),
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect((await get({ authorization: token })).status).toBe(401);
    expect((await get({ authorization: gateway.sign({ jti: 'other' }) })).status).toBe(200);
  });

  describe('a token that is bound to a key', () => {
    let privateKey: KeyObject;
    let jwk: JWK;
    let token: string;
    beforeAll(async () => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      privateKey = pair.privateKey;
      jwk = pair.publicKey.export({ format: 'jwk' });
      token = gateway.sign({ cnf: { jkt: await calculateJwkThumbprint(jwk) } });
    });

    const proof = (claims: object = {}) =>
      new SignJWT({
        htm: 'GET',
        htu: 'https://auth.example.com/resource/',
        ath: createHash('sha256').update(token).digest('base64url'),
        jti: randomUUID(),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt(gateway.time.now / 1000)
        .sign(privateKey);

    it('passes with a proof, and reaches the upstream as a bearer token without it', async () => {
      const response = await get({ authorization: `DPoP ${token}`, dpop: await proof() });
      expect(response.status).toBe(200);
      expect(gateway.resource.received[0]?.headers.authorization).toBe(`Bearer ${token}`);
      expect(gateway.resource.received[0]?.headers).not.toHaveProperty('dpop');
    });

    it.each<[string, () => Promise<Record<string, string>>]>([
      ['as a bearer token', async () => ({ authorization: `Bearer ${token}` })],
      ['without a proof', async () => ({ authorization: `DPoP ${token}` })],
      [
        'with a proof for another address',
        async () => ({ dpop: await proof({ htu: 'https://auth.example.com/x' }) }),
      ],
      ['with a proof for another method', async () => ({ dpop: await proof({ htm: 'POST' }) })],
      ['with a proof for another token', async () => ({ dpop: await proof({ ath: 'x' }) })],
    ])('is refused %s', async (_, make) => {
      const response = await get({ authorization: `DPoP ${token}`, ...(await make()) });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/DPoP realm=.*algs="ES256 RS256 EdDSA"/);
      expect(gateway.resource.received).toEqual([]);
    });

    it('is refused with a proof that was used, which the answer calls by its name', async () => {
      const used = { authorization: `DPoP ${token}`, dpop: await proof() };
      expect((await get(used)).status).toBe(200);
      const response = await get(used);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/DPoP [^,]*, error="invalid_dpop_proof"/);
      expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    });

    it('is the only kind that may come with a proof', async () => {
      const response = await get({ authorization: `DPoP ${gateway.sign()}`, dpop: await proof() });
      expect(response.status).toBe(401);
    });
  });
});
