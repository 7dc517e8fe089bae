import type { FastifyRequest } from 'fastify';

const longestRegion = 64;

/**
 * The region that a client asks from, as people may read it: no control or formatting characters, no end of white
 * space, at most 64 characters. Empty when nobody tells it.
 *
 * @param regionHeader header in which a trusted proxy tells it, in lower case; undefined when none does
 */
export function clientRegion({ headers }: FastifyRequest, regionHeader: string | undefined): string {
  const told = regionHeader === undefined ? undefined : headers[regionHeader];
  if (typeof told !== 'string') return '';
  const visible = asText(told)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return Array.from(visible).slice(0, longestRegion).join('');
}

/** Node reads headers as Latin-1; most who name places write UTF-8. */
function asText(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    return header;
  }
}
