import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { originForm } from '../edge/request-target';
import type { HttpError } from '../errors/http-error';
import type { Forwarding } from './forward';
import { mergedHeaders, type ProxiedHeaders } from './headers';
import { keepOpen } from './lasting-socket';
import { answeredNonsense, tooManyStreams } from './upstream-error';

/** A connection that another protocol is to be spoken on. */
export interface Upgrade {
  socket: Socket;
  /** What has come on it already. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** The connection of a request that asks for a WebSocket; undefined for every other request. */
export function upgradeOf({ raw }: FastifyRequest): Upgrade | undefined {
  return upgrades.get(raw);
}

/** Whether there may be WebSockets at a path. */
export type MayUpgrade = (path: string) => boolean;

/**
 * Options of the listener by which Node.js 24.9 and later serve every other request as if it had not asked for
 * another protocol (RFC 9110 §7.8). Those before do not know the option; `acceptUpgrades` sees to it there.
 */
export function upgradeOptions(mayUpgrade: MayUpgrade): object {
  return { shouldUpgradeCallback: (request: IncomingMessage) => isAcceptable(request, mayUpgrade) };
}

/**
 * Takes requests for WebSockets (RFC 6455 §4.1) in. They pass the same hooks and the same guard as any request.
 * One for another protocol, or where there are no WebSockets, is served as if it had not asked (RFC 9110 §7.8).
 */
export function acceptUpgrades(server: FastifyInstance, mayUpgrade: MayUpgrade): void {
  server.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!isAcceptable(request, mayUpgrade)) return serveWithoutUpgrade(server, request, socket, head);
    socket.on('error', () => socket.destroy());
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    // Once the parser has let go of the connection, nothing but its end can follow an answer that refuses.
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => {
      response.detachSocket(socket);
      if (response.statusCode !== 101) socket.end();
    });
    server.routing(request, response);
  });
}

function isAcceptable(request: IncomingMessage, mayUpgrade: MayUpgrade): boolean {
  const [path = ''] = originForm(request.url ?? '').split('?', 1);
  return isWebSocket(request) && mayUpgrade(path);
}

function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && !hasBody(headers);
}

function hasBody(headers: IncomingMessage['headers']): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** Hands the connection back to the server with the same request, less its wish: that a body may follow is kept. */
function serveWithoutUpgrade(
  server: FastifyInstance,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (/^(?:upgrade|http2-settings)$/i.test(name)) continue;
    lines.push(`${name}: ${/^connection$/i.test(name) ? withoutUpgrade(value) : value}`);
  }
  // The parser has seen to it that no value holds a line break.
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.server.emit('connection', socket);
}

function withoutUpgrade(connection: string): string {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !/^(?:upgrade|http2-settings)$/i.test(option)).join(', ');
}

/**
 * Joins the connections of a client and of an upstream that have agreed on WebSocket.
 *
 * @throws HttpError before anything was sent
 */
export function joinSockets(
  { upstream, reply, request, answers }: Forwarding,
  received: ProxiedHeaders,
  near: Upgrade,
  far: Socket,
): void {
  const end = () => {
    far.destroy();
    near.socket.destroy();
  };
  const refuse = (error: HttpError) => {
    far.destroy();
    return error;
  };
  if (String(received['upgrade']).toLowerCase() !== 'websocket') throw refuse(answeredNonsense(upstream));
  if (!upstream.openStream(end)) throw refuse(tooManyStreams(upstream));
  reply.hijack();
  reply.raw.writeHead(101, {
    ...mergedHeaders(answers.headers(received, reply), reply),
    connection: 'Upgrade',
    upgrade: 'websocket',
  });
  reply.raw.end();

  const stopWatching = answers.watchOver?.(request, end);
  keepOpen(near.socket, far);
  far.on('error', end).once('close', end);
  near.socket.once('close', () => {
    stopWatching?.();
    upstream.closeStream(end);
    end();
  });
  far.write(near.head);
  near.socket.pipe(far).pipe(near.socket);
}
