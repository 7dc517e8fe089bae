import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates, readCertificates, type ServiceCertificates } from '@latchkey/development';

/** Makes certificates of one authority for services that talk to each other in a test. */
export async function testCertificates<Service extends string>(
  ...services: Service[]
): Promise<Record<Service, ServiceCertificates>> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-gateway-'));
  try {
    await ensureCertificates({ directory, services });
    const read = services.map(async (service) => [service, await readCertificates(directory, service)]);
    return Object.fromEntries(await Promise.all(read));
  } finally {
    await rm(directory, { recursive: true });
  }
}
