import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to the database that a test can cut. */
export interface DatabaseLine {
  /** Leads to the same database along this line. */
  connectionString: string;
  /** Breaks every connection and takes no new one. */
  cut(): void;
  /** Takes connections again. */
  mend(): void;
  close(): Promise<void>;
}

/** Lays a line to a database. */
export async function layDatabaseLine(connectionString: string): Promise<DatabaseLine> {
  const url = new URL(connectionString);
  const target = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  let isCut = false;

  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(target);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);

  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    connectionString: url.href,
    cut,
    mend: () => void (isCut = false),
    close: () => (cut(), new Promise((resolve) => server.close(() => resolve()))),
  };
}
