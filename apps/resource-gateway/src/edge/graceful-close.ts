import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Ends connections while the server closes that would keep it waiting: those of requests that finish, which
 * clients would keep open, and those on which no request has come yet, which clients open in advance.
 */
export function releaseConnectionsOnClose(server: FastifyInstance): void {
  const unused = new Set<Socket>();
  let closing = false;
  server.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.addHook('onRequest', (request, _reply, done) => {
    if (unused.size > 0) unused.delete(request.raw.socket);
    done();
  });
  server.addHook('preClose', (done) => {
    closing = true;
    for (const socket of unused) socket.destroy();
    done();
  });
  server.addHook('onResponse', (_request, _reply, done) => {
    // The connection counts as idle once this turn of the event loop is over.
    if (closing) setImmediate(() => server.server.closeIdleConnections());
    done();
  });
}
