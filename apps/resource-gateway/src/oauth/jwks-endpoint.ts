import type { JwksSource } from '@latchkey/token-validator';
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';

/** Serves the keys that verify access tokens (RFC 7517 §5), from the copy that this process holds. */
export function jwksEndpoint(
  server: FastifyInstance,
  { jwks, clock }: { jwks: JwksSource; clock: () => Date },
): void {
  serveEndpoint(server, {
    path: endpointPaths.jwks_uri,
    method: 'GET',
    async handler(_request, reply) {
      const { jwksJson, maxAgeSeconds, fetchTime } = await jwks.current();
      const ageSeconds = Math.max(0, Math.floor((clock().getTime() - fetchTime.getTime()) / 1000));
      reply.headers({
        'content-type': 'application/jwk-set+json',
        'cache-control': `public, max-age=${maxAgeSeconds}`,
        // Counts towards max-age: a cache of ours and one of theirs do not add up to twice the time.
        age: String(ageSeconds),
      });
      // As bytes: a charset, which this media type does not have, is put to text.
      return Buffer.from(jwksJson);
    },
  });
}
