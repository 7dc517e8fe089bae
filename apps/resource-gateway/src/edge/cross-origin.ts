import type { FastifyInstance } from 'fastify';

const readable = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate, Retry-After, X-Request-Id',
} as const;

/**
 * Lets scripts of any web page call the routes of this scope (Fetch §3.3), preflight included. Never with
 * credentials: a browser's cookies do not come along, the script has to bring what it may use.
 */
export function allowAnyOrigin(scope: FastifyInstance, methods: readonly string[]): void {
  const preflight = {
    allow: [...methods, 'OPTIONS'].join(', '),
    'access-control-allow-methods': methods.join(', '),
    // The asterisk covers every header but Authorization.
    'access-control-allow-headers': 'Authorization, *',
    'access-control-max-age': '7200',
  };
  scope.addHook('onRequest', (request, reply, done) => {
    reply.headers(readable);
    if (request.method !== 'OPTIONS') return done();
    void reply.code(204).headers(preflight).send();
  });
}
