import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/**
 * Says which hops are believed: as many proxies as there are known to be in front, and no more. Counted from
 * this process; a client that writes X-Forwarded-For itself only adds addresses beyond them.
 */
export function trustProxies(count: number): (address: string, hop: number) => boolean {
  return (_address, hop) => hop < count;
}

/** Address of the client: of the connection, or what the outermost trusted proxy saw. */
export function clientAddress(request: FastifyRequest): string {
  const address = isIP(request.ip) ? request.ip : (request.socket.remoteAddress ?? '');
  return address.replace(/^::ffff:(?=[\d.]+$)/, ''); // IPv4 as a dual-stack listener sees it
}
