import { once } from 'node:events';
import { createServer, request as sendRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import fastify, { type FastifyInstance } from 'fastify';
import { createTokenValidator, type AccessTokenValidator } from './create-token-validator';
import { fastifyTokenGuard } from './fastify-token-guard';
import { httpTokenGuard, type HttpRequest } from './http-token-guard';
import { createIssuerFeed, type IssuerFeed } from './issuer-feed';
import { makeProof } from './testing/dpop-client';
import { startTestIssuer, type TestIssuer } from './testing/test-issuer';
import { audience, issuer as issuerId, start } from './testing/test-tokens';
import { until } from './testing/until';

const publicUrl = 'https://api.example.com';
const resourceMetadata = `${publicUrl}/.well-known/oauth-protected-resource`;
const quiet = { info: () => undefined, warn: () => undefined };

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  challenges: string[];
  body: Record<string, unknown>;
}

let issuer: TestIssuer;
let feed: IssuerFeed;
let validator: AccessTokenValidator;
let clientKey: SigningKey;

beforeAll(async () => {
  issuer = await startTestIssuer();
  clientKey = await generateSigningKey();
  const { connection, clock } = issuer;
  feed = createIssuerFeed({ connection, clock, logger: quiet, silenceMilliseconds: 500 });
  validator = createTokenValidator({ issuer: issuerId, audience, feed, clock });
  await until(() => feed.isCurrent());
});
afterAll(async () => {
  feed.close();
  await issuer.close();
});

/** A service with a guarded address, one without proofs of possession, and one that nobody guards. */
interface Service {
  port: number;
  handled: number;
  close(): Promise<unknown>;
}

async function startFastify(): Promise<Service> {
  const server: FastifyInstance = fastify();
  const service = { port: 0, handled: 0, close: () => server.close() };
  const options = { scopes: ['flex:read'], resourceMetadata };
  const guards = {
    '/devices': fastifyTokenGuard(validator, { ...options, publicUrl }),
    '/bearer': fastifyTokenGuard(validator, { ...options, realm: 'Devices' }),
  };
  for (const [path, onRequest] of Object.entries(guards)) {
    server.all(path, { onRequest }, async ({ validatedToken }) => {
      service.handled += 1;
      return { subject: validatedToken.subject };
    });
  }
  await server.listen({ host: '127.0.0.1', port: 0 });
  service.port = (server.server.address() as AddressInfo).port;
  return service;
}

async function startHttp(): Promise<Service> {
  const options = { scopes: ['flex:read'], resourceMetadata };
  const guarded = httpTokenGuard(validator, { ...options, publicUrl });
  const bearer = httpTokenGuard(validator, { ...options, realm: 'Devices' });
  const server: Server = createServer((request: HttpRequest, response) => {
    const guard = request.url?.startsWith('/bearer') ? bearer : guarded;
    void guard(request, response, () => {
      service.handled += 1;
      response.end(JSON.stringify({ subject: request.validatedToken?.subject }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const service: Service = {
    port: (server.address() as AddressInfo).port,
    handled: 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return service;
}

describe.each([
  ['fastifyTokenGuard', startFastify],
  ['httpTokenGuard', startHttp],
])('%s', (_name, startService) => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(() => {
    service.handled = 0;
    issuer.silent = false;
    issuer.speechless = false;
  });
  afterAll(() => service.close());

  /** Sends a request with exactly these headers. */
  async function send(headers: Record<string, string | string[]>, path = '/devices', method = 'GET') {
    const outgoing = sendRequest({ host: '127.0.0.1', port: service.port, path, method, headers });
    outgoing.end();
    const [response] = await once(outgoing, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    const challenges = response.headersDistinct['www-authenticate'] ?? [];
    const body = text === '' ? {} : JSON.parse(text);
    return { status: response.statusCode, headers: response.headers, challenges, body } as Answer;
  }
  const proofFor = (accessToken: string, changed = {}) =>
    makeProof(clientKey, { method: 'GET', url: `${publicUrl}/devices`, accessToken, now: start }, changed);
  const bound = (changed = {}) => issuer.issue({ cnf: { jkt: clientKey.kid }, ...changed });

  it.each(['Bearer ', 'bearer ', ''])('lets a valid token in with the scheme "%s", twice', async (scheme) => {
    const authorization = scheme + issuer.issue({ jti: `token-${scheme}` });
    for (let n = 0; n < 2; n += 1) {
      await expect(send({ authorization })).resolves.toMatchObject({ status: 200, body: { subject: 'ada' } });
    }
    expect(service.handled).toBe(2);
  });

  it('asks for a token with the challenges of both schemes, and says nothing of an error', async () => {
    const { status, challenges, headers } = await send({});
    expect(status).toBe(401);
    const rest = `realm="latchkey", scope="flex:read", resource_metadata="${resourceMetadata}"`;
    expect(challenges).toEqual([`Bearer ${rest}`, `DPoP ${rest}, algs="ES256 RS256 EdDSA"`]);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('does not announce a scheme that it does not take', async () => {
    const { challenges } = await send({}, '/bearer');
    expect(challenges).toHaveLength(1);
    expect(challenges[0]).toMatch(/^Bearer realm="Devices"/);
  });

  it('answers 401 to a token that is not good', async () => {
    const { status, challenges, body } = await send({ authorization: 'Bearer a.b.c' });
    expect(status).toBe(401);
    expect(challenges[0]).toContain('error="invalid_token"');
    expect(challenges[1]).not.toContain('error=');
    expect(body).toMatchObject({ error: 'invalid_token', error_description: expect.any(String) });
    expect(service.handled).toBe(0);
  });

  it('answers 403 to a token that lacks a scope, seen before or not, and names the scopes', async () => {
    const authorization = `Bearer ${issuer.issue({ scope: 'flex:control' })}`;
    for (let n = 0; n < 2; n += 1) {
      const { status, challenges, body } = await send({ authorization });
      expect(status).toBe(403);
      expect(challenges[0]).toMatch(/error="insufficient_scope".*scope="flex:read"/);
      expect(body).toMatchObject({ error: 'insufficient_scope' });
    }
  });

  it('answers 400 to several tokens and to one in the address', async () => {
    const authorization = `Bearer ${issuer.issue()}`;
    for (const answer of [
      await send({ authorization: [authorization, authorization] }),
      await send({}, `/devices?access_token=${issuer.issue()}`),
      await send({ authorization }, `/devices?access_token=${issuer.issue()}`),
    ]) {
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
      expect(JSON.stringify(answer)).not.toContain(issuer.issue());
    }
    expect(service.handled).toBe(0);
  });

  it('answers a request with a body before the body has come', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '100', connection: 'close' };
    const outgoing = sendRequest({
      host: '127.0.0.1',
      port: service.port,
      path: '/devices',
      method: 'POST',
      headers,
    });
    outgoing.on('error', () => undefined);
    outgoing.flushHeaders();
    const [response] = await once(outgoing, 'response');
    expect(response.statusCode).toBe(401);
    outgoing.destroy();
  });

  it('answers HEAD without a body', async () => {
    await expect(send({}, '/devices', 'HEAD')).resolves.toMatchObject({ status: 401, body: {} });
  });

  it('answers 503 with Retry-After while tokens cannot be validated, and recovers', async () => {
    const authorization = `Bearer ${issuer.issue()}`;
    await send({ authorization });
    issuer.silent = true;
    issuer.speechless = true;
    await until(() => !feed.isCurrent());
    const { status, headers, body } = await send({ authorization });
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('2');
    expect(headers['www-authenticate']).toBeUndefined();
    expect(body).toMatchObject({ error: 'temporarily_unavailable' });
    issuer.silent = false;
    await until(() => feed.isCurrent());
    await expect(send({ authorization })).resolves.toMatchObject({ status: 200 });
  });

  describe('with a token that is bound to a key', () => {
    it('lets it in with a proof, and takes no proof twice', async () => {
      const token = bound();
      const headers = { authorization: `DPoP ${token}`, dpop: await proofFor(token) };
      await expect(send(headers)).resolves.toMatchObject({ status: 200, body: { subject: 'ada' } });
      const again = await send(headers);
      expect(again).toMatchObject({ status: 401, body: { error: 'invalid_dpop_proof' } });
      expect(again.challenges[1]).toMatch(/^DPoP .*error="invalid_dpop_proof".*algs="ES256 RS256 EdDSA"/);
      expect(again.challenges[0]).not.toContain('error=');
      await expect(send({ ...headers, dpop: await proofFor(token) })).resolves.toMatchObject({ status: 200 });
    });

    it('compares the address without its query, and not with the Host header', async () => {
      const token = bound();
      const authorization = `DPoP ${token}`;
      const path = '/devices?page=2';
      await expect(send({ authorization, dpop: await proofFor(token) }, path)).resolves.toMatchObject({
        status: 200,
      });
      const dpop = await proofFor(token, { htu: 'https://evil.example/devices' });
      await expect(send({ authorization, dpop, host: 'evil.example' })).resolves.toMatchObject({
        status: 401,
      });
    });

    it.each(['Bearer ', ''])(
      'refuses it with the scheme "%s", also when it was seen before',
      async (scheme) => {
        const token = bound();
        await send({ authorization: `DPoP ${token}`, dpop: await proofFor(token) });
        const { status, body } = await send({ authorization: scheme + token, dpop: await proofFor(token) });
        expect([status, body['error']]).toEqual([401, 'invalid_token']);
      },
    );

    it('refuses it without a proof and with two', async () => {
      const token = bound();
      const authorization = `DPoP ${token}`;
      const two = [await proofFor(token), await proofFor(token)];
      const requests: Record<string, string | string[]>[] = [{ authorization }, { authorization, dpop: two }];
      for (const headers of requests) {
        await expect(send(headers)).resolves.toMatchObject({
          status: 401,
          body: { error: 'invalid_dpop_proof' },
        });
      }
    });

    it('refuses an unbound token that is sent as one', async () => {
      const token = issuer.issue();
      const headers = { authorization: `DPoP ${token}`, dpop: await proofFor(token) };
      const { status, challenges, body } = await send(headers);
      expect([status, body['error']]).toEqual([401, 'invalid_token']);
      expect(challenges[1]).toContain('error="invalid_token"');
    });

    it('refuses the scheme where the public address is not known', async () => {
      const token = bound();
      const headers = { authorization: `DPoP ${token}`, dpop: await proofFor(token) };
      await expect(send(headers, '/bearer')).resolves.toMatchObject({ status: 401 });
    });

    it('does the same for an opaque one', async () => {
      const token = issuer.issueOpaque({ cnf: { jkt: clientKey.kid } });
      const headers = { authorization: `DPoP ${token}`, dpop: await proofFor(token) };
      await expect(send(headers)).resolves.toMatchObject({ status: 200 });
      await expect(send({ authorization: `Bearer ${token}` })).resolves.toMatchObject({ status: 401 });
    });
  });
});

describe('createTokenValidator behind a proxy that has checked the proof', () => {
  it('takes a bound token as a bearer token, and no other does', async () => {
    const { clock } = issuer;
    const behind = createTokenValidator({
      issuer: issuerId,
      audience,
      feed,
      clock,
      bindingCheckedInFront: true,
    });
    const token = issuer.issue({ cnf: { jkt: clientKey.kid }, jti: 'bound' });
    await expect(behind.validate(token)).resolves.toMatchObject({ confirmationThumbprint: clientKey.kid });
    expect(behind.validateCached(token)).toBeDefined();
    await expect(validator.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
    expect(validator.validateCached(token)).toBeUndefined();
  });
});
