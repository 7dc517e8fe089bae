import { checkServerIdentity } from 'node:tls';
import type { Logger, TlsMaterial } from '@latchkey/service-kit';
import type { FastifyInstance } from 'fastify';
import { clientRegion } from '../edge/client-region';
import { forward, type AnswerRules } from '../proxy/forward';
import { answerHeadersWithout, createForwardedHeaders, requestHeadersWithout } from '../proxy/headers';
import { streamBodies } from '../proxy/streamed-body';
import { closeWithServer, createUpstream } from '../proxy/upstream';

/** What forwarding to the front end needs. */
export interface PagesProxyOptions {
  /** Where the front end listens, over TLS. */
  frontendUrl: string;
  publicUrl: string;
  /** Header in which a trusted proxy tells the region of a browser, in lower case; undefined when none does. */
  regionHeader: string | undefined;
  tls: TlsMaterial;
  timeoutMilliseconds: number;
  logger: Logger;
  clock: () => Date;
}

const frontend = 'authorization-frontend';
const bodyLimitBytes = 64 * 1024;

// People sign in with cookies; what stands in Authorization is for machines and none of the pages' business.
const keptHeaders = requestHeadersWithout((name) => name === 'authorization' || name === 'dpop');
const answers: AnswerRules = { headers: answerHeadersWithout(() => false) };

/** Serves everything that is not an endpoint or a resource: the browser pages, from the front end. */
export function pagesProxy(server: FastifyInstance, options: PagesProxyOptions): void {
  const { frontendUrl, publicUrl, regionHeader, tls } = options;
  const upstream = createUpstream({
    ...options,
    name: 'the front end',
    origin: frontendUrl,
    awayStatus: 503,
    tls: {
      ...tls,
      servername: frontend,
      // Whatever its address is called, the peer has to be the front end.
      checkServerIdentity: (_host, certificate) => checkServerIdentity(frontend, certificate),
    },
  });
  const forwardedHeaders = createForwardedHeaders(publicUrl);

  closeWithServer(server, () => [upstream]);
  server.register(async (scope) => {
    streamBodies(scope, () => bodyLimitBytes);
    scope.all('/*', { config: { forPeople: true } }, (request, reply) => {
      const requestHeaders = keptHeaders(request);
      forwardedHeaders(request, requestHeaders);
      const region = clientRegion(request, regionHeader);
      // Percent-encoded: names of places are not all ASCII.
      if (region !== '') requestHeaders.push('x-latchkey-region', encodeURIComponent(region));
      forward({ upstream, request, reply, target: request.raw.url ?? '/', requestHeaders, answers });
    });
  });
}
