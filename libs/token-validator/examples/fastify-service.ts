// A Fastify service inside the mesh: the token issuer pushes keys and revocations to it over gRPC.
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { createTokenValidator, fastifyTokenGuard } from '../src';

export interface Settings {
  /** Public address of Latchkey: `iss` of every token. */
  issuer: string;
  /** Identifier under which this service is registered as a protected resource: `aud` of its tokens. */
  audience: string;
  /** Where the token issuer listens, and this service's certificate for mutual TLS, as PEM. */
  grpc: { target: string; tls: { ca: Buffer; cert: Buffer; key: Buffer } };
  port: number;
}

export async function startService({ issuer, audience, grpc, port }: Settings) {
  const server = fastify();
  const validator = createTokenValidator({ issuer, audience, grpc });
  server.addHook('onClose', async () => validator.close());

  // Each route says what it needs. A request without it is answered before your handler hears of it.
  const canRead = fastifyTokenGuard(validator, { scopes: ['flex:read'] });
  const canControl = fastifyTokenGuard(validator, { scopes: ['flex:read', 'flex:control'] });

  server.get('/devices', { onRequest: canRead }, async ({ validatedToken }) => {
    const { subject, clientId, kind } = validatedToken;
    return { devices: [], seenBy: kind === 'client' ? clientId : subject };
  });
  server.post('/devices/boost', { onRequest: canControl }, async () => ({ boosting: true }));

  await server.listen({ host: '127.0.0.1', port });
  return { port: (server.server.address() as AddressInfo).port, close: () => server.close() };
}
