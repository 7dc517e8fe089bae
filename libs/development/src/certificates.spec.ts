import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { ensureCertificates, readCertificates } from './certificates';

const start = new Date('2030-01-01T00:00:00Z');
const after = (days: number) => () => new Date(start.getTime() + days * 24 * 60 * 60 * 1000);

describe('ensureCertificates', () => {
  let directory: string;

  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'latchkey-certificates-')), 'certificates');
  });

  afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

  const certificate = async (name: string) =>
    new X509Certificate(await readFile(join(directory, `${name}.pem`)));

  it('names the service as DNS name and SPIFFE URI, for both ends of TLS, for 90 days', async () => {
    await ensureCertificates({ directory, services: ['token-issuer'], clock: after(0) });
    const issued = await certificate('token-issuer');
    expect(issued.subjectAltName).toBe('DNS:token-issuer, URI:spiffe://latchkey/token-issuer');
    expect(issued.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(new Date(issued.validTo)).toEqual(after(90)());
    expect(issued.ca).toBe(false);
    expect(issued.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  });

  it('lets nobody else read the private keys', async () => {
    await ensureCertificates({ directory, services: ['directory'] });
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(directory)).toBe(0o700);
    expect(await mode(join(directory, 'ca.key'))).toBe(0o600);
    expect(await mode(join(directory, 'directory.key'))).toBe(0o600);
  });

  it('leaves good certificates alone and adds those of new services', async () => {
    await ensureCertificates({ directory, services: ['directory'], clock: after(0) });
    const [authority, first] = [await certificate('ca'), await certificate('directory')];
    await ensureCertificates({ directory, services: ['directory', 'demo-api'], clock: after(59) });
    expect((await certificate('ca')).fingerprint256).toBe(authority.fingerprint256);
    expect((await certificate('directory')).fingerprint256).toBe(first.fingerprint256);
    expect((await certificate('demo-api')).verify(authority.publicKey)).toBe(true);
    expect((await readdir(directory)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('renews a certificate with less than 30 days left, under the same CA', async () => {
    await ensureCertificates({ directory, services: ['directory'], clock: after(0) });
    const authority = await certificate('ca');
    await ensureCertificates({ directory, services: ['directory'], clock: after(61) });
    expect(new Date((await certificate('directory')).validTo)).toEqual(after(151)());
    expect((await certificate('ca')).fingerprint256).toBe(authority.fingerprint256);
  });

  it('renews every certificate when the CA changed', async () => {
    await ensureCertificates({ directory, services: ['directory'] });
    await rm(join(directory, 'ca.pem'));
    await ensureCertificates({ directory, services: ['directory'] });
    expect((await certificate('directory')).verify((await certificate('ca')).publicKey)).toBe(true);
  });

  it('replaces a damaged file and a key that belongs to another certificate', async () => {
    await ensureCertificates({ directory, services: ['directory', 'demo-api'] });
    await writeFile(join(directory, 'directory.pem'), 'not PEM');
    await writeFile(join(directory, 'demo-api.key'), await readFile(join(directory, 'ca.key')));
    await ensureCertificates({ directory, services: ['directory', 'demo-api'] });
    for (const service of ['directory', 'demo-api']) {
      expect((await certificate(service)).verify((await certificate('ca')).publicKey)).toBe(true);
    }
  });

  it.each(['../ca', 'ca', 'Upper', '', 'a,DNS:b'])('refuses the service name %j', async (service) => {
    await expect(ensureCertificates({ directory, services: [service] })).rejects.toThrow(RangeError);
  });

  describe('in mutual TLS', () => {
    let server: Server;
    let strangers: string;

    beforeEach(async () => {
      strangers = join(directory, '..', 'strangers');
      await ensureCertificates({ directory, services: ['directory', 'token-issuer'] });
      await ensureCertificates({ directory: strangers, services: ['token-issuer'] });
      server = createServer({ ...(await readCertificates(directory, 'directory')), requestCert: true });
      server.on('secureConnection', (socket) =>
        socket.end(String(socket.getPeerCertificate().subjectaltname)),
      );
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    });

    afterEach(() => {
      server.close();
    });

    const dial = async (certificates: string, ca: string): Promise<TLSSocket> => {
      const { cert, key } = await readCertificates(certificates, 'token-issuer');
      const { port } = server.address() as AddressInfo;
      return connect({
        port,
        host: '127.0.0.1',
        servername: 'directory',
        cert,
        key,
        ca: await readFile(join(ca, 'ca.pem')),
      });
    };

    it('tells both ends whom they talk to', async () => {
      const [greeting] = await once(await dial(directory, directory), 'data');
      expect(String(greeting)).toBe('DNS:token-issuer, URI:spiffe://latchkey/token-issuer');
    });

    it('is refused by the server to a client that another CA certified', async () => {
      const refused = once(server, 'tlsClientError');
      const stranger = await dial(strangers, directory);
      stranger.on('error', () => stranger.destroy());
      const greeting = jest.fn();
      stranger.on('data', greeting);
      await refused;
      await once(stranger, 'close');
      expect(greeting).not.toHaveBeenCalled();
    });

    it('is refused by a client that trusts another CA', async () => {
      const client = await dial(directory, strangers);
      const [error] = await once(client, 'error');
      expect(error.code).toBe('SELF_SIGNED_CERT_IN_CHAIN');
    });
  });
});
