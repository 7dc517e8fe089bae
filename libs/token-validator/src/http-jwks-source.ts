import type { Logger } from '@latchkey/service-kit';
import { fetchText } from './fetch-text';
import type { JwksSource } from './jwks-source';
import { createPolledKeys } from './polled-keys';

/** How the keys are fetched. */
export interface HttpJwksSourceOptions {
  /** Tells where the JWK Set is. */
  locate(): URL | Promise<URL>;
  clock: () => Date;
  logger: Pick<Logger, 'warn'>;
}

const defaultMaxAgeSeconds = 300;
const leastMaxAgeSeconds = 5;
const mostMaxAgeSeconds = 3600;

/** Fetches the issuer's JWK Set over HTTPS when it is needed, and keeps it as its Cache-Control header says. */
export function createHttpJwksSource({ locate, clock, logger }: HttpJwksSourceOptions): JwksSource {
  return createPolledKeys({
    async fetchJwks() {
      const accept = 'application/jwk-set+json, application/json';
      const { text, headers } = await fetchText(await locate(), { headers: { accept } });
      return { jwksJson: text, maxAgeSeconds: maxAgeSeconds(headers) };
    },
    clock,
    logger,
  });
}

/** RFC 9111 §5.2.2.1 and §5.1, within bounds: neither every request nor a day goes by without asking. */
function maxAgeSeconds(headers: Headers): number {
  const directives = headers.get('cache-control') ?? '';
  if (/\bno-(?:store|cache)\b/i.test(directives)) return leastMaxAgeSeconds;
  const stated = /\bmax-age="?(\d{1,9})/i.exec(directives)?.[1];
  const age = Number.parseInt(headers.get('age') ?? '0', 10) || 0;
  const left = stated === undefined ? defaultMaxAgeSeconds : Number(stated) - age;
  return Math.min(Math.max(left, leastMaxAgeSeconds), mostMaxAgeSeconds);
}
