import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsMaterial } from '@latchkey/service-kit';

/** A request as an upstream received it. */
export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** An HTTP server behind the gateway. */
export interface TestUpstream {
  origin: string;
  received: ReceivedRequest[];
  /** Answers from now on; by default with 200 and "ok". */
  answer: RequestListener;
  server: Server;
  close(): Promise<void>;
}

/** Starts an HTTP server that records what it receives; over mutual TLS when it is given certificates. */
export async function startTestUpstream(tls?: TlsMaterial, port = 0): Promise<TestUpstream> {
  const upstream = {
    received: [] as ReceivedRequest[],
    answer: ((_, response) => response.end('ok')) as RequestListener,
  };
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      upstream.received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      upstream.answer(request, response);
    });
  };
  const server: Server = tls
    ? createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, listener)
    : createServer(listener);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: listening } = server.address() as AddressInfo;
  // The name in the certificate is the service's, not that of its host.
  const origin = tls ? `https://localhost:${listening}` : `http://127.0.0.1:${listening}`;
  return Object.assign(upstream, {
    origin,
    server,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  });
}
