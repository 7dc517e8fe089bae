import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServedResource } from './served-resource';

/** Methods that resources are asked with. */
export const resourceMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

const allow = [...resourceMethods, 'OPTIONS'].join(', ');
const preflightHeaders = {
  'access-control-allow-methods': resourceMethods.join(', '),
  // The asterisk covers every header but Authorization.
  'access-control-allow-headers': 'Authorization, *',
  'access-control-max-age': '7200',
};

/**
 * Lets scripts of the origins that a resource allows read its answers (Fetch §3.3). Never with credentials: a
 * browser's cookies do not come along, the script has to bring what it may use.
 */
export function allowOrigin(
  { allowedOrigins }: ServedResource,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { origin } = request.headers;
  const allowed = allowedOrigins.has('*') ? '*' : origin;
  if (allowed !== '*') reply.header('vary', 'Origin');
  if (allowed === undefined || !allowedOrigins.has(allowed)) return;
  reply.headers({ 'access-control-allow-origin': allowed, 'access-control-expose-headers': '*' });
}

/** Answers OPTIONS, which never reaches an upstream: a preflight has no token to be guarded by. */
export function answerOptions(reply: FastifyReply): void {
  const isAllowed = reply.hasHeader('access-control-allow-origin');
  void reply
    .code(204)
    .headers({ allow, ...(isAllowed && preflightHeaders) })
    .send();
}
