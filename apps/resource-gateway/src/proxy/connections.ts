import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Client, type Dispatcher, type buildConnector } from 'undici';

/** A connection to an upstream, for one request at a time. */
export interface Connection {
  /** Whether it has carried a request before, so that its peer may be closing it by now. */
  isKept: boolean;
  /** Undefined until connecting has begun. */
  socket: Socket | undefined;
  /** Sends a request; how it goes is told to the handler. */
  dispatch(request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
}

/** The connections to one origin. Whoever takes one bounds their number. */
export interface Connections {
  /** The connection that was used last, or one that is yet to be made. */
  take(): Connection;
  /** Keeps a connection for the next request, if it still stands. */
  giveBack(connection: Connection): void;
  /** Ends a connection, and the request on it with this error. */
  drop(connection: Connection, reason: Error): void;
  /** Ends all of them. */
  close(): void;
}

/** Where connections lead. */
export interface ConnectionsOptions {
  origin: string;
  /** How to connect, when over TLS. */
  tls?: ConnectionOptions | undefined;
}

interface ClientConnection extends Connection {
  readonly client: Client;
  isUp: boolean;
}

const connectTimeoutMilliseconds = 3_000;

// Servers commonly close a connection that is idle for five seconds; better not to be writing to it just then.
const idleMilliseconds = 4_000;

/** Creates the connections; the first is made for the first request. */
export function createConnections(options: ConnectionsOptions): Connections {
  const connect = connectorTo(options);
  const open = new Set<ClientConnection>();
  // The one that was used last is at the end.
  const idle: ClientConnection[] = [];

  function create(): ClientConnection {
    const client = new Client(options.origin, {
      keepAliveTimeout: idleMilliseconds,
      keepAliveMaxTimeout: idleMilliseconds,
      // Whoever sends a request keeps the time, from before there is a connection to after the last piece.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_, done) => {
        connection.socket = connect(done);
      },
    });
    const connection: ClientConnection = {
      client,
      isKept: false,
      isUp: false,
      socket: undefined,
      dispatch: (request, handler) => void client.dispatch(request, handler),
    };
    client.on('connect', () => {
      connection.isUp = true;
    });
    client.on('disconnect', () => {
      connection.isUp = false;
      connection.isKept = false;
      const index = idle.indexOf(connection);
      if (index < 0) return;
      idle.splice(index, 1);
      forget(connection, new Error('the connection is closed'));
    });
    open.add(connection);
    return connection;
  }

  function forget(connection: ClientConnection, reason: Error): void {
    open.delete(connection);
    void connection.client.destroy(reason);
  }

  const isOurs = (connection: Connection): connection is ClientConnection =>
    open.has(connection as ClientConnection);

  function drop(connection: Connection, reason: Error): void {
    if (!isOurs(connection)) return;
    // While it connects, nobody else knows of the socket.
    if (!connection.isUp) connection.socket?.destroy();
    forget(connection, reason);
  }

  return {
    take: () => idle.pop() ?? create(),
    giveBack(connection) {
      if (!isOurs(connection)) return;
      if (!connection.isUp) return forget(connection, new Error('the connection is closed'));
      connection.isKept = true;
      idle.push(connection);
    },
    drop,
    close() {
      idle.length = 0;
      for (const connection of open) drop(connection, new Error('the server has closed'));
    },
  };
}

/** Makes connections: over TLS with what was agreed on before, and without waiting to fill packets. */
function connectorTo({ origin, tls }: ConnectionsOptions): (done: buildConnector.Callback) => Socket {
  const { protocol, hostname, port: written } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const overTls = protocol === 'https:';
  const port = Number(written) || (overTls ? 443 : 80);
  const sni = isIP(host) ? {} : { servername: host };
  let session: Buffer | undefined;

  function begin(): Socket {
    if (!overTls) return connectTcp({ host, port });
    const resumed = session ? { session } : {};
    const socket = connectTls({ ALPNProtocols: ['http/1.1'], ...sni, ...tls, ...resumed, host, port });
    return socket
      .on('session', (agreed: Buffer) => {
        session = agreed;
      })
      .once('error', () => {
        session = undefined;
      });
  }

  return (done) => {
    const socket = begin().setNoDelay(true);
    const failed = (error: Error) => done(error, null);
    socket.once('error', failed).once(overTls ? 'secureConnect' : 'connect', () => {
      socket.off('error', failed);
      done(null, socket);
    });
    boundConnecting(socket);
    return socket;
  };
}

/**
 * Gives up on an address where nobody answers. The handshake of TLS has as long as the answer: a server that is up
 * and busy is late with both, and more so when many connect at once.
 */
function boundConnecting(socket: Socket): void {
  const timer = setTimeout(
    () => socket.destroy(Object.assign(new Error('connecting took too long'), { code: 'ETIMEDOUT' })),
    connectTimeoutMilliseconds,
  ).unref();
  const done = () => clearTimeout(timer);
  socket.once('connect', done).once('close', done);
}
