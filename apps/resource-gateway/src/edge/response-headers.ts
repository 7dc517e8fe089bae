import type { FastifyInstance } from 'fastify';

/** Security headers of answers that are data: no browser shows, frames or sniffs them. */
export const dataHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** Headers of answers that carry tokens or refusals (RFC 6749 §5.1): nobody keeps them. */
export const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** Tells browsers to come back over TLS only (RFC 6797), where the public address has it. */
export function requireTls(server: FastifyInstance, publicUrl: string): void {
  if (!publicUrl.startsWith('https:')) return;
  server.addHook('onRequest', (_request, reply, done) => {
    reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
}
