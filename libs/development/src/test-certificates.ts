import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates, readCertificates, type ServiceCertificates } from './certificates';

/** Makes certificates of one authority for services that talk to each other in a test; nothing stays on disk. */
export async function testCertificates<Service extends string>(
  ...services: Service[]
): Promise<Record<Service, ServiceCertificates>> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-certificates-'));
  try {
    await ensureCertificates({ directory, services });
    const read = services.map(async (service) => [service, await readCertificates(directory, service)]);
    return Object.fromEntries(await Promise.all(read)) as Record<Service, ServiceCertificates>;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
