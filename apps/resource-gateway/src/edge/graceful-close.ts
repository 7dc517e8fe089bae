import type { FastifyInstance } from 'fastify';

/**
 * Ends the connections of requests that finish while the server closes: clients would keep them open, and
 * closing would wait for them.
 */
export function releaseConnectionsOnClose(server: FastifyInstance): void {
  let closing = false;
  server.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.addHook('onResponse', (_request, _reply, done) => {
    // The connection counts as idle once this turn of the event loop is over.
    if (closing) setImmediate(() => server.server.closeIdleConnections());
    done();
  });
}
