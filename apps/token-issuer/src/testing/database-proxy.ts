import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

// The end of an answer to one committed statement: CommandComplete for one updated row, then ReadyForQuery
// outside a transaction (PostgreSQL documentation, "Message Formats").
const committedUpdate = Buffer.from('UPDATE 1\0Z\0\0\0\x05I', 'latin1');

/**
 * Stands between a replica and PostgreSQL, and can keep back that an update was committed: the moment at which
 * a process must not die, if anything is to be lost.
 */
export async function startDatabaseProxy(connectionString: string) {
  const database = new URL(connectionString);
  const sockets = new Set<Socket>();
  let awaited: { statement: string; committed: () => void } | undefined;

  const server = createServer((replica) => {
    const postgres = connect(Number(database.port), database.hostname);
    let isHeldBack = false;
    let answer = Buffer.alloc(0);
    for (const socket of [replica, postgres]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => (replica.destroy(), postgres.destroy()));
    }
    replica.on('data', (data) => {
      isHeldBack ||= awaited !== undefined && data.includes(awaited.statement);
      postgres.write(data);
    });
    postgres.on('data', (data) => {
      if (!isHeldBack) return void replica.write(data);
      answer = Buffer.concat([answer, data]);
      if (answer.includes(committedUpdate)) awaited?.committed();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = new URL(connectionString);
  address.hostname = '127.0.0.1';
  address.port = String((server.address() as AddressInfo).port);

  return {
    connectionString: address.href,
    /** Resolves when the next statement with this text has been committed, which whoever sent it never learns. */
    holdBack: (statement: string) => new Promise<void>((committed) => (awaited = { statement, committed })),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
