import type { FastifyRequest } from 'fastify';

/** Header in which the gateway tells the region of a browser, percent-encoded. */
const regionHeader = 'x-latchkey-region';
const maximumLength = 64;

/** The region that a browser asks from, as the gateway learned it; empty when it is not known. */
export function regionOf({ headers }: FastifyRequest): string {
  const told = headers[regionHeader];
  if (typeof told !== 'string') return '';
  try {
    return Array.from(decodeURIComponent(told)).slice(0, maximumLength).join('');
  } catch {
    return '';
  }
}
