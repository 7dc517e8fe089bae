import { randomBytes } from 'node:crypto';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { ExplorerAssets } from './explorer-assets';
import { explorerPage, type ExplorerPageOptions } from './explorer-page';

const year = 31_536_000;

/**
 * Creates what answers a browser with the explorer. Everything that the page uses comes from this origin; it
 * runs no script but the one, sits in no frame, and sends nothing elsewhere.
 */
export function createExplorerPage(options: ExplorerPageOptions): RouteHandlerMethod {
  const { publicUrl } = options;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    vary: 'Accept',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': `max-age=${year}` }),
  };
  return (_request, reply) => {
    const nonce = randomBytes(16).toString('base64');
    reply.headers({ ...headers, 'content-security-policy': contentSecurityPolicy(nonce) });
    return reply.send(explorerPage(options, nonce));
  };
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // The editor's typefaces and the empty icon lie in the files themselves.
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves what the page loads, and the page where the authorization server sends the browser back to. */
export function explorerRoutes(
  server: FastifyInstance,
  { page, assets }: { page: RouteHandlerMethod; assets: ExplorerAssets },
): void {
  server.get('/graphql/callback', page);
  for (const { path, contentType, body, gzipped } of [assets.script, assets.stylesheet]) {
    server.get(path, (request, reply) => {
      const takesGzip = /\bgzip\b(?!;q=0(\.0+)?\b)/.test(request.headers['accept-encoding'] ?? '');
      reply.headers({
        'content-type': contentType,
        'cache-control': `public, max-age=${year}, immutable`,
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        vary: 'Accept-Encoding',
        ...(takesGzip && { 'content-encoding': 'gzip' }),
      });
      return reply.send(takesGzip ? gzipped : body);
    });
  }
}
