import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { peerService } from '@latchkey/rpc';
import type { TlsMaterial } from '@latchkey/service-kit';
import type { FastifyServerFactory } from 'fastify';

const gateway = 'resource-gateway';

/**
 * Makes the listener of the pages: HTTPS that takes requests from the gateway alone, known by the SAN URI
 * of its client certificate. Whatever such a request says of the browser (X-Forwarded-For, X-Request-Id)
 * may be believed for that reason. Another peer with a certificate of the authority gets 403, one
 * without does not get through the handshake.
 */
export function gatewayListener({ ca, cert, key }: TlsMaterial): FastifyServerFactory {
  const options = {
    ca,
    cert,
    key,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
    requestTimeout: 30_000,
    // Longer than the gateway keeps idle connections, so that the gateway is the one that closes them.
    keepAliveTimeout: 75_000,
  } as const;
  // The peer of a connection stays the same, and looking at its certificate costs more than a small page.
  const gatewayConnections = new WeakSet<Socket>();
  const isKnown = ({ socket }: IncomingMessage) => {
    if (gatewayConnections.has(socket)) return true;
    if (!isGateway(socket)) return false;
    gatewayConnections.add(socket);
    return true;
  };
  return (handler) =>
    createServer(options, (request, response) => {
      if (isKnown(request)) handler(request, response);
      else response.writeHead(403, { connection: 'close' }).end();
    });
}

function isGateway(socket: Socket): boolean {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
  return peerService(socket.getPeerCertificate().subjectaltname) === gateway;
}
