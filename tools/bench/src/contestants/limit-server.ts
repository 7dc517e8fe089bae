import fastify from 'fastify';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { reportPort } from './child-server';

/**
 * The least that a token can cost in Node.js: one bare route, one JWT, one ES256 signature; no rule, no store,
 * no second process. It also serves as the resource behind the gateway.
 */
export async function runLimitServer(): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: 'limit' })).toString(
    'base64url',
  );
  const server = fastify({ logger: false });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, body),
  );
  server.post('/token/', async () => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'limit',
      sub: 'limit',
      aud: 'limit',
      iat,
      exp: iat + 600,
      jti: randomBytes(16).toString('hex'),
    };
    const input = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
    const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return {
      access_token: `${input}.${signature.toString('base64url')}`,
      token_type: 'Bearer',
      expires_in: 600,
    };
  });
  server.get('/bench/*', async () => ({ ok: true }));
  await server.listen({ host: '127.0.0.1', port: 0 });
  await reportPort((server.server.address() as AddressInfo).port);
}
