import { X509Certificate, createPrivateKey } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAuthority,
  issueServiceCertificate,
  type CertifiedKey,
  type Validity,
} from './certificate-authority';

/** Where development certificates live, and for whom they are made. */
export interface CertificateOptions {
  /** Made when absent, mode 0700. */
  directory: string;
  /** Names as in `spiffe://latchkey/SERVICE`: lower-case letters, digits and hyphens. */
  services: string[];
  clock?: () => Date;
}

/** What one end of mutual TLS shows and trusts, as PEM. */
export interface ServiceCertificates {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;
const authorityDays = 5 * 365;
const serviceDays = 90;
const renewBeforeDays = 30;
const serviceName = /^[a-z][a-z0-9-]{0,62}$/;

/**
 * Makes sure that the directory holds a development CA (`ca.pem`, `ca.key`) and, for each service,
 * `SERVICE.pem` and `SERVICE.key` issued by it: ECDSA P-256, 90 days, for both ends of mutual TLS. What is
 * still good for 30 days is left alone, so calling it at every start is cheap. Private keys have mode 0600.
 *
 * For development and tests only: whoever can read the directory can be any service.
 *
 * @throws RangeError when a service's name could not stand in a certificate or file name
 */
export async function ensureCertificates({
  directory,
  services,
  clock = () => new Date(),
}: CertificateOptions): Promise<void> {
  const unusable = services.find((service) => !serviceName.test(service) || service === 'ca');
  if (unusable !== undefined) {
    throw new RangeError(
      `"${unusable}" cannot name a service: use lower-case letters, digits and hyphens, and not "ca".`,
    );
  }
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);

  const now = clock();
  let authority = await load(directory, 'ca');
  if (!authority || !isCurrent(authority, now)) {
    authority = await createAuthority(validity(now, authorityDays));
    await save(directory, 'ca', authority);
  }
  for (const service of services) {
    const existing = await load(directory, service);
    if (existing && isCurrent(existing, now) && isIssuedBy(existing, authority)) continue;
    const issued = await issueServiceCertificate(authority, service, validity(now, serviceDays));
    await save(directory, service, issued);
  }
}

/**
 * Reads what {@link ensureCertificates} made for a service.
 *
 * @throws the file system's error when it made nothing
 */
export async function readCertificates(directory: string, service: string): Promise<ServiceCertificates> {
  const [ca, cert, key] = await Promise.all([
    readFile(join(directory, 'ca.pem')),
    readFile(join(directory, `${service}.pem`)),
    readFile(join(directory, `${service}.key`)),
  ]);
  return { ca, cert, key };
}

/** A little before now: clocks of containers and their host differ by seconds. */
function validity(now: Date, days: number): Validity {
  return {
    notBefore: new Date(now.getTime() - 5 * 60 * 1000),
    notAfter: new Date(now.getTime() + days * dayMilliseconds),
  };
}

function isCurrent({ certificate, privateKey }: CertifiedKey, now: Date): boolean {
  try {
    const parsed = new X509Certificate(certificate);
    const renewAt = new Date(parsed.validTo).getTime() - renewBeforeDays * dayMilliseconds;
    return (
      parsed.checkPrivateKey(createPrivateKey(privateKey)) &&
      new Date(parsed.validFrom) <= now &&
      now.getTime() <= renewAt
    );
  } catch {
    return false; // not PEM: half-written or edited, so it is made again
  }
}

function isIssuedBy(subject: CertifiedKey, authority: CertifiedKey): boolean {
  const issuer = new X509Certificate(authority.certificate);
  const certificate = new X509Certificate(subject.certificate);
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

async function load(directory: string, name: string): Promise<CertifiedKey | undefined> {
  try {
    const [certificate, privateKey] = await Promise.all([
      readFile(join(directory, `${name}.pem`), 'utf8'),
      readFile(join(directory, `${name}.key`), 'utf8'),
    ]);
    return { certificate, privateKey };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function save(
  directory: string,
  name: string,
  { certificate, privateKey }: CertifiedKey,
): Promise<void> {
  await replaceFile(join(directory, `${name}.key`), privateKey, 0o600);
  await replaceFile(join(directory, `${name}.pem`), certificate, 0o644);
}

/** A process that reads meanwhile sees the old file or the new one, never half of one. */
async function replaceFile(file: string, content: string, mode: number): Promise<void> {
  const draft = `${file}.${process.pid}.new`;
  await writeFile(draft, content, { mode });
  await rename(draft, file);
}
