import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServiceEnvironment } from './config';
import { StartupError } from './startup-error';

/** What a process shows and trusts in mutual TLS, as PEM. */
export interface TlsMaterial {
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/**
 * Reads and checks the files of the mutual TLS between services.
 *
 * @throws StartupError when a file cannot be read, is not PEM, has expired, or key and certificate differ
 */
export async function readTlsMaterial(
  settings: Pick<
    ServiceEnvironment,
    'LATCHKEY_TLS_CA_FILE' | 'LATCHKEY_TLS_CERT_FILE' | 'LATCHKEY_TLS_KEY_FILE'
  >,
  now: Date = new Date(),
): Promise<TlsMaterial> {
  const ca = await readPem(settings, 'LATCHKEY_TLS_CA_FILE');
  const cert = await readPem(settings, 'LATCHKEY_TLS_CERT_FILE');
  const key = await readPem(settings, 'LATCHKEY_TLS_KEY_FILE');
  parseCertificate(ca, 'LATCHKEY_TLS_CA_FILE', settings.LATCHKEY_TLS_CA_FILE, now);
  const certificate = parseCertificate(cert, 'LATCHKEY_TLS_CERT_FILE', settings.LATCHKEY_TLS_CERT_FILE, now);
  if (!certificate.checkPrivateKey(parseKey(key, settings.LATCHKEY_TLS_KEY_FILE))) {
    throw new StartupError(
      'LATCHKEY_TLS_KEY_FILE does not belong to the certificate in LATCHKEY_TLS_CERT_FILE.',
    );
  }
  return { ca, cert, key };
}

async function readPem<Name extends string>(settings: Record<Name, string>, name: Name): Promise<Buffer> {
  try {
    return await readFile(settings[name]);
  } catch (cause) {
    throw new StartupError(
      `${name} (${settings[name]}) cannot be read: check that the file exists and may be read.`,
      {
        cause,
      },
    );
  }
}

function parseCertificate(pem: Buffer, name: string, file: string, now: Date): X509Certificate {
  let certificate: X509Certificate;
  try {
    // The parser takes DER too, which TLS would refuse later with less to say.
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no PEM header');
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new StartupError(`${name} (${file}) is not a PEM certificate.`, { cause });
  }
  if (new Date(certificate.validTo) <= now) {
    throw new StartupError(
      `${name} (${file}) expired on ${certificate.validTo}: put a renewed certificate there.`,
    );
  }
  if (new Date(certificate.validFrom) > now) {
    throw new StartupError(`${name} (${file}) is valid only from ${certificate.validFrom}: check the clock.`);
  }
  return certificate;
}

function parseKey(pem: Buffer, file: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new StartupError(`LATCHKEY_TLS_KEY_FILE (${file}) is not an unencrypted PEM private key.`, {
      cause,
    });
  }
}
