import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { createConnections, type Connection, type Connections } from './connections';

describe('connections to an upstream', () => {
  let server: Server;
  let accepted: Socket[];
  let answer: string | undefined;
  let connections: Connections;
  beforeEach(async () => {
    accepted = [];
    answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => answer && socket.write(answer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    connections = createConnections({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterEach(async () => {
    connections.close();
    for (const socket of accepted) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  const send = (connection: Connection, more: Dispatcher.DispatchHandler = {}) =>
    new Promise<number>((resolve, reject) => {
      let status = 0;
      connection.dispatch(
        { method: 'GET', path: '/' },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_, received) => {
            status = received;
          },
          onResponseEnd: () => resolve(status),
          onResponseError: (_, error) => reject(error),
          ...more,
        },
      );
    });

  const closed = ({ socket }: Connection) => new Promise((resolve) => socket?.once('close', resolve));

  it('are used again, the last one first', async () => {
    const [first, second] = [connections.take(), connections.take()];
    expect(await Promise.all([send(first), send(second)])).toEqual([200, 200]);
    expect(first.isKept).toBe(false);
    connections.giveBack(first);
    connections.giveBack(second);
    expect(connections.take()).toBe(second);
    expect(second.isKept).toBe(true);
    expect(await send(second)).toBe(200);
    expect(connections.take()).toBe(first);
    expect(connections.take()).not.toBe(second);
    expect(accepted).toHaveLength(2);
  });

  it('are not kept when the peer has closed them', async () => {
    const connection = connections.take();
    await send(connection);
    connections.giveBack(connection);
    accepted[0]?.end();
    await closed(connection);
    const next = connections.take();
    expect(next).not.toBe(connection);
    expect(next.isKept).toBe(false);
  });

  it('are not kept when the answer says that they close', async () => {
    answer = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok';
    const connection = connections.take();
    await send(connection);
    await closed(connection);
    connections.giveBack(connection);
    expect(connections.take()).not.toBe(connection);
  });

  it('end with a request that is given up, which hears why', async () => {
    answer = undefined;
    const connection = connections.take();
    const sent = send(connection, {
      onRequestStart: () => connections.drop(connection, new Error('enough')),
    });
    await expect(sent).rejects.toThrow('enough');
    connections.giveBack(connection);
    expect(connections.take()).not.toBe(connection);
  });

  it('end while they are still being made', async () => {
    const connection = connections.take();
    const sent = send(connection);
    connections.drop(connection, new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    expect(connection.socket?.destroyed).toBe(true);
  });

  it('end all at once, with what is under way', async () => {
    const kept = connections.take();
    await send(kept);
    connections.giveBack(kept);
    answer = undefined;
    const busy = connections.take();
    const other = send(connections.take());
    const sent = send(busy);
    connections.close();
    await expect(sent).rejects.toThrow('the server has closed');
    await expect(other).rejects.toThrow('the server has closed');
    connections.giveBack(busy);
    expect(connections.take()).not.toBe(busy);
  });

  it('say what became of an address where nobody listens', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const refused = createConnections({ origin: `http://127.0.0.1:${port}` });
    await expect(send(refused.take())).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
});
