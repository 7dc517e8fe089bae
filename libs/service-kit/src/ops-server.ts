import { createServer, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import { listenError } from './startup-error';

/** Says what keeps a service from taking requests; an empty list means ready. */
export type Readiness = () => Promise<string[]>;

/** How the private listener is made. */
export interface OpsServerOptions {
  host: string;
  port: number;
  metrics: Registry;
  readiness: Readiness;
}

/** The private listener of a process. */
export interface OpsServer {
  /** The port it listens on, also when 0 was asked for. */
  port: number;
  close(): Promise<void>;
}

const readinessTimeoutMilliseconds = 2_000;

/**
 * Listens on a private port for an orchestrator and a metrics collector:
 * `/livez` (200 while the event loop turns), `/readyz` (200, or 503 with the reasons) and `/metrics`
 * (Prometheus text).
 *
 * @throws StartupError when the port cannot be opened
 */
export async function startOpsServer({
  host,
  port,
  metrics,
  readiness,
}: OpsServerOptions): Promise<OpsServer> {
  const routes = new Map<string, () => Promise<{ status: number; type: string; body: string }>>([
    ['/livez', async () => ({ status: 200, type: 'text/plain', body: 'alive\n' })],
    [
      '/readyz',
      async () => {
        const reasons = await reasonsNotReady(readiness);
        return reasons.length === 0
          ? { status: 200, type: 'text/plain', body: 'ready\n' }
          : { status: 503, type: 'text/plain', body: reasons.map((reason) => `${reason}\n`).join('') };
      },
    ],
    ['/metrics', async () => ({ status: 200, type: metrics.contentType, body: await metrics.metrics() })],
  ]);
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    const route = request.method === 'GET' ? routes.get(request.url?.split('?')[0] ?? '') : undefined;
    const answer = route?.() ?? Promise.resolve({ status: 404, type: 'text/plain', body: 'not found\n' });
    void answer
      .catch(() => ({ status: 500, type: 'text/plain', body: 'failed\n' }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A check that fails or hangs is a reason too: the prober hears it instead of waiting. */
async function reasonsNotReady(readiness: Readiness): Promise<string[]> {
  const late = wait(readinessTimeoutMilliseconds, ['readiness check takes too long'], { ref: false });
  try {
    return await Promise.race([readiness(), late]);
  } catch {
    return ['readiness check failed'];
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays on, so that a failed accept later does not end the process.
    server.on('error', (error) => reject(listenError(error, { listen: 'LATCHKEY_OPS_PORT' })));
    server.listen(port, host, () => resolve());
  });
}
