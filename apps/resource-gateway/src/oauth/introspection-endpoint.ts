import { requireParameter } from '@latchkey/oauth';
import type { FastifyInstance } from 'fastify';
import { noStore } from '../edge/response-headers';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';
import { acceptForms, readForm } from './form-request';
import type { Introspection } from './introspection';

const answerHeaders = { ...noStore, vary: 'Accept' };
const jwtMediaType = 'application/token-introspection+jwt'; // RFC 9701 §4

/** Serves the introspection endpoint (RFC 7662 §2), with a signed answer for who asks for one (RFC 9701). */
export function introspectionEndpoint(server: FastifyInstance, introspect: Introspection): void {
  server.register(async (scope) => {
    acceptForms(scope);
    serveEndpoint(scope, {
      path: endpointPaths.introspection_endpoint,
      method: 'POST',
      handler(request, reply) {
        const { clientAuthentication, parameters } = readForm(request);
        const token = requireParameter(parameters, 'token');
        const asJwt = acceptsJwt(request.headers.accept);
        reply.headers(answerHeaders);
        return introspect({ clientAuthentication, token, asJwt }).then((answer) => {
          if (typeof answer !== 'string') return answer;
          reply.type(jwtMediaType);
          return answer;
        });
      },
    });
  });
}

function acceptsJwt(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return accept.split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === jwtMediaType);
}
