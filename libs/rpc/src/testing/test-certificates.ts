// Certificates for the specs of this library.
import { ensureCertificates, readCertificates } from '@latchkey/development';
import type { TlsMaterial } from '@latchkey/service-kit';
import type { JsonGeneralName } from '@peculiar/x509';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What peers show and trust in a spec. */
export interface TestCertificates {
  /** Material of a service, issued by the authority that every peer here trusts. */
  of(service: TestService): TlsMaterial;
  /** A certificate of the trusted authority with any names in it. */
  withNames(names: JsonGeneralName[]): Promise<TlsMaterial>;
}

const services = ['token-issuer', 'resource-gateway', 'authorization-frontend', 'demo-api'] as const;
/** Services that have a certificate in specs. */
export type TestService = (typeof services)[number];

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes an authority and the certificates of {@link TestService}, valid at the given time. */
export async function createTestCertificates(madeAt = new Date()): Promise<TestCertificates> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-rpc-'));
  await ensureCertificates({ directory, services: [...services], clock: () => madeAt });
  const entries = await Promise.all(
    services.map(async (service) => [service, await readCertificates(directory, service)] as const),
  );
  const material = Object.fromEntries(entries) as Record<TestService, TlsMaterial>;
  const authorityKey = await readFile(join(directory, 'ca.key'));
  await rm(directory, { recursive: true });
  const { ca } = material['token-issuer'];
  return {
    of: (service) => material[service],
    withNames: async (names) => ({ ca, ...(await issue(ca, authorityKey, names)) }),
  };
}

async function issue(ca: Buffer, authorityKey: Buffer, names: JsonGeneralName[]) {
  // Loaded this late because it wants decorator-metadata functions, which making the certificates put in place.
  const { SubjectAlternativeNameExtension, X509Certificate, X509CertificateGenerator } =
    await import('@peculiar/x509');
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey(ecdsa, true, ['sign', 'verify']);
  const pkcs8 = createPrivateKey(authorityKey).export({ format: 'der', type: 'pkcs8' });
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=spec',
    issuer: new X509Certificate(ca.toString()).subject,
    publicKey: keys.publicKey,
    signingKey: await subtle.importKey('pkcs8', pkcs8, ecdsa, false, ['sign']),
    signingAlgorithm: ecdsa,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    extensions: [new SubjectAlternativeNameExtension(names)],
  });
  const exported = Buffer.from(await subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: exported, format: 'der', type: 'pkcs8' });
  return {
    cert: Buffer.from(certificate.toString('pem')),
    key: Buffer.from(key.export({ format: 'pem', type: 'pkcs8' })),
  };
}
