import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Opens a TCP line to a port on this machine that a test can cut, or freeze so that nothing passes any more. */
export async function openTestLine(port: number) {
  const ends = new Set<Socket>();
  let frozen = false;
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.on('error', () => {});
      from.on('close', () => (ends.delete(from), to.destroy()));
      from.on('data', (chunk) => !frozen && to.write(chunk));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => ends.forEach((end) => end.destroy());

  return {
    port: (server.address() as AddressInfo).port,
    /** Ends the connections; new ones may be made. */
    cut,
    /** Loses everything that is sent from now on, without a sign to either end. */
    freeze: () => (frozen = true),
    close() {
      server.close();
      cut();
    },
  };
}
