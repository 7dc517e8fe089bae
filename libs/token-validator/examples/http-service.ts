// A service of node:http outside the mesh: it fetches keys over HTTPS, and asks whether a token was revoked.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTokenValidator, httpTokenGuard } from '../src';

export interface Settings {
  /** Public address of Latchkey: `iss` of every token. Everything else is found from it. */
  issuer: string;
  /** Identifier under which this service is registered as a protected resource: `aud` of its tokens. */
  audience: string;
  /** The client that serves this resource; leave it out and a revoked token is good until it ends. */
  introspection: { clientId: string; clientSecret: string };
  port: number;
}

export async function startService({ issuer, audience, introspection, port }: Settings) {
  const validator = createTokenValidator({ issuer, audience, introspection });
  const guard = httpTokenGuard(validator, { scopes: ['flex:read'] });

  const server = createServer(async (request, response) => {
    const token = await guard(request, response);
    if (!token) return; // The guard has answered: 400, 401, 403 or 503, with a challenge.
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ devices: [], seenBy: token.subject }));
  });

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    validator.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
