import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { createKeySetFetching } from './fetch-key-set';

const fetchPublic = createKeySetFetching({ allowPrivateNetworks: false });
const fetchAnywhere = createKeySetFetching({ allowPrivateNetworks: true });

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => (server.closeAllConnections(), server.close()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
}

describe('fetching a key set', () => {
  it('returns the text, and asks for JSON', async () => {
    const uri = await serve((request, response) => response.end(`{"accept":"${request.headers.accept}"}`));
    expect(await fetchAnywhere(uri)).toBe('{"accept":"application/jwk-set+json, application/json"}');
  });

  it.each([301, 302, 307, 308, 204, 404, 500])('takes no answer with status %d', async (status) => {
    const elsewhere = await serve((_, response) => response.end('{"keys":[]}'));
    const uri = await serve((_, response) => response.writeHead(status, { location: elsewhere }).end('{}'));
    await expect(fetchAnywhere(uri)).rejects.toThrow(`status ${status}`);
  });

  it('takes 64 KiB and not a byte more', async () => {
    const uri = await serve((request, response) =>
      response.end('x'.repeat(Number(request.url?.split('?')[1]))),
    );
    expect(await fetchAnywhere(`${uri}?65536`)).toHaveLength(65_536);
    await expect(fetchAnywhere(`${uri}?65537`)).rejects.toThrow('longer than 65536 bytes');
  });

  it('stops reading an answer that does not end', async () => {
    let sent = 0;
    const uri = await serve((_, response) => {
      const send = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
      };
      response.on('drain', send);
      send();
    });
    await expect(fetchAnywhere(uri)).rejects.toThrow('longer than 65536 bytes');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = sent;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toBe(before);
  });

  it('gives up after two seconds, whether nothing comes, or a little at a time', async () => {
    const silent = await serve(() => undefined);
    const trickling = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 100);
      response.on('close', () => clearInterval(timer));
    });
    const started = performance.now();
    await Promise.all(
      [silent, trickling].map((uri) => expect(fetchAnywhere(uri)).rejects.toThrow(/abort|timeout/i)),
    );
    expect(performance.now() - started).toBeLessThan(3_500);
  });

  it('fails when the answer breaks off', async () => {
    const uri = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(fetchAnywhere(uri)).rejects.toThrow();
  });

  it.each([
    'https://127.0.0.1/keys',
    'https://10.1.2.3/keys',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/keys',
    'https://[::ffff:127.0.0.1]/keys',
    'https://0x7f.1/keys',
    'https://2130706433/keys',
    'https://localhost/keys',
  ])('does not go to %s', async (uri) => {
    await expect(fetchPublic(uri)).rejects.toThrow('not on the public internet');
  });

  it('does not open a connection to a name that leads to a private address', async () => {
    let connections = 0;
    const server = createTcpServer(() => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    await expect(fetchPublic(`https://localhost:${port}/`)).rejects.toThrow('not on the public internet');
    expect(connections).toBe(0);
  });

  it.each(['http://keys.example/', 'ftp://keys.example/', 'file:///etc/passwd', 'data:,x'])(
    'does not go to %s: https alone',
    async (uri) => {
      await expect(fetchPublic(uri)).rejects.toThrow('not fetched over this protocol');
    },
  );

  it.each(['https://user:password@keys.example/', 'not a uri', ''])('refuses the address %j', async (uri) => {
    await expect(fetchPublic(uri)).rejects.toThrow();
  });
});
