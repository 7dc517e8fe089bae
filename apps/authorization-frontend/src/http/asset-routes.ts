import type { Asset } from '@latchkey/ui';
import type { FastifyInstance } from 'fastify';

/** Serves the files that pages refer to. A path names its content, so browsers keep them for a year. */
export function assetRoutes(server: FastifyInstance, assets: readonly Asset[]): void {
  for (const { path, contentType, body } of assets) {
    server.get(path, (_request, reply) =>
      reply.type(contentType).header('cache-control', 'public, max-age=31536000, immutable').send(body),
    );
  }
}
