import { gzipSync } from 'node:zlib';
import type { Asset } from '@latchkey/ui';
import type { FastifyInstance } from 'fastify';

/**
 * Serves the files that pages refer to. A path names its content, so browsers keep them for a year. They are
 * compressed, once; pages are not, since the length of a compressed page could tell what is secret in it (BREACH).
 */
export function assetRoutes(server: FastifyInstance, assets: readonly Asset[]): void {
  for (const { path, contentType, body } of assets) {
    const compressed = gzipSync(body, { level: 9 });
    const worthIt = compressed.length < Buffer.byteLength(body);
    server.get(path, (request, reply) => {
      reply
        .type(contentType)
        .headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'Accept-Encoding' });
      const gzip =
        worthIt &&
        /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))/i.test(request.headers['accept-encoding'] ?? '');
      return gzip ? reply.header('content-encoding', 'gzip').send(compressed) : reply.send(body);
    });
  }
}
