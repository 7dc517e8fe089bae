import type { FastifyRequest } from 'fastify';
import { isIP, isIPv4 } from 'node:net';

/**
 * Says which hops are believed: as many proxies as there are known to be in front, and no more. Counted from
 * this process; a client that writes X-Forwarded-For itself only adds addresses beyond them.
 */
export function trustProxies(count: number): false | ((address: string, hop: number) => boolean) {
  // X-Forwarded-For is then not even read.
  return count > 0 && ((_address, hop) => hop < count);
}

/** Address of the client: of the connection, or what the outermost trusted proxy saw. */
export function clientAddress(request: FastifyRequest): string {
  const { remoteAddress = '' } = request.socket;
  const { ip } = request;
  return shortest(ip === remoteAddress || isIP(ip) ? ip : remoteAddress);
}

const ipv4Prefix = '::ffff:';

/** Writes IPv4 as a dual-stack listener sees it in its usual form. */
function shortest(address: string): string {
  if (!address.startsWith(ipv4Prefix)) return address;
  const rest = address.slice(ipv4Prefix.length);
  return isIPv4(rest) ? rest : address;
}
