import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startService as startFastifyService } from '../examples/fastify-service';
import { startService as startHttpService } from '../examples/http-service';
import { startTestHttpIssuer } from './testing/test-http-issuer';
import { startTestIssuer } from './testing/test-issuer';
import { audience, issuer as issuerId } from './testing/test-tokens';

// The examples run by the clock on the wall.
const now = Math.floor(Date.now() / 1000);
const times = { iat: now, exp: now + 300 };

async function get(port: number, path: string, accessToken?: string, method = 'GET') {
  const headers = accessToken === undefined ? undefined : { authorization: `Bearer ${accessToken}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(headers && { headers }) });
  const challenge = response.headers.get('www-authenticate');
  return { status: response.status, body: await response.json(), challenge };
}

describe('the example for Fastify', () => {
  it('lets in who may come in, and tells the others why not', async () => {
    const issuer = await startTestIssuer();
    issuer.time.now = now * 1000;
    const { target, tls } = issuer;
    const service = await startFastifyService({ issuer: issuerId, audience, grpc: { target, tls }, port: 0 });
    try {
      const reader = issuer.issue({ ...times, scope: 'flex:read' });
      await expect(get(service.port, '/devices', reader)).resolves.toMatchObject({
        status: 200,
        body: { devices: [], seenBy: 'ada' },
      });
      await expect(get(service.port, '/devices')).resolves.toMatchObject({
        status: 401,
        challenge: 'Bearer realm="latchkey", scope="flex:read"',
      });
      await expect(get(service.port, '/devices/boost', reader, 'POST')).resolves.toMatchObject({
        status: 403,
        body: { error: 'insufficient_scope' },
      });
      const controller = issuer.issue(times);
      await expect(get(service.port, '/devices/boost', controller, 'POST')).resolves.toMatchObject({
        body: { boosting: true },
      });
    } finally {
      await service.close();
      await issuer.close();
    }
  });
});

describe('the example for node:http', () => {
  it('lets in who may come in, and tells the others why not', async () => {
    const issuer = await startTestHttpIssuer();
    const introspection = { clientId: 'my-service', clientSecret: 'secret' };
    const service = await startHttpService({ issuer: issuer.url, audience, introspection, port: 0 });
    try {
      const token = issuer.issue(times);
      await expect(get(service.port, '/', token)).resolves.toMatchObject({
        status: 200,
        body: { devices: [], seenBy: 'ada' },
      });
      const revoked = issuer.issue({ ...times, jti: 'token-2' });
      issuer.revoke(revoked);
      await expect(get(service.port, '/', revoked)).resolves.toMatchObject({ status: 401 });
      await expect(get(service.port, '/')).resolves.toMatchObject({ status: 401 });
    } finally {
      service.close();
      await issuer.close();
    }
  });
});

describe('the README', () => {
  it.each(['fastify-service.ts', 'http-service.ts'])('shows %s as it is', async (name) => {
    const folder = join(__dirname, '..');
    const example = await readFile(join(folder, 'examples', name), 'utf8');
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain(example.trim().replace("'../src'", "'@latchkey/token-validator'"));
  });
});
