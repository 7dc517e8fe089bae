import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates, readCertificates } from '@latchkey/development';
import fastify, { type FastifyInstance } from 'fastify';
import { gatewayListener } from './gateway-listener';

const services = ['authorization-frontend', 'resource-gateway', 'demo-api'] as const;

describe('gatewayListener', () => {
  let directory: string;
  let server: FastifyInstance;
  let handled = 0;
  let resumed = false;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-listener-'));
    await ensureCertificates({ directory, services: [...services] });
    const tls = await readCertificates(directory, 'authorization-frontend');
    server = fastify({ serverFactory: gatewayListener(tls) });
    server.get('/', async () => {
      handled += 1;
      return 'a page';
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
  });

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  beforeEach(() => {
    handled = 0;
  });

  const get = async (service: (typeof services)[number] | undefined, agent: Agent | false = false) => {
    const { ca, cert, key } = await readCertificates(directory, service ?? 'resource-gateway');
    const { port } = server.server.address() as AddressInfo;
    const options = { port, ca, servername: 'authorization-frontend', ...(service && { cert, key }) };
    return new Promise<number | undefined>((resolve, reject) => {
      const call = request({ host: '127.0.0.1', agent, ...options }, (response) => {
        resumed = (response.socket as TLSSocket).isSessionReused();
        response.resume().on('end', () => resolve(response.statusCode));
      });
      call.on('error', reject).end();
    });
  };

  it('serves the gateway', async () => {
    expect(await get('resource-gateway')).toBe(200);
    expect(handled).toBe(1);
  });

  it('still knows the gateway when it resumes a TLS session', async () => {
    const agent = new Agent({ keepAlive: false });
    expect(await get('resource-gateway', agent)).toBe(200);
    expect(await get('resource-gateway', agent)).toBe(200);
    expect(resumed).toBe(true);
  });

  it('refuses another service of the same authority before any handler runs', async () => {
    expect(await get('demo-api')).toBe(403);
    expect(await get('authorization-frontend')).toBe(403);
    expect(handled).toBe(0);
  });

  it('does not finish the handshake with a peer that shows no certificate', async () => {
    await expect(get(undefined)).rejects.toThrow();
    expect(handled).toBe(0);
  });
});
