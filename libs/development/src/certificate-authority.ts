import { createPrivateKey, webcrypto } from 'node:crypto';
import type { X509Certificate } from '@peculiar/x509';
import * as x509 from './x509';

/** A certificate and its private key (PKCS #8), both PEM. */
export interface CertifiedKey {
  certificate: string;
  privateKey: string;
}

/** First and last moment of a certificate's life. */
export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

const ecdsaP256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes a development certificate authority that may sign certificates of services, but no further authority. */
export async function createAuthority(validity: Validity): Promise<CertifiedKey> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Latchkey development CA',
    keys,
    signingAlgorithm: ecdsaP256,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certifiedKey(certificate, keys.privateKey);
}

/**
 * Issues a certificate with which a service is server and client of mutual TLS: it names the service as DNS
 * name `SERVICE` and as URI `spiffe://latchkey/SERVICE`.
 */
export async function issueServiceCertificate(
  authority: CertifiedKey,
  service: string,
  validity: Validity,
): Promise<CertifiedKey> {
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${service}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await importPrivateKey(authority.privateKey),
    signingAlgorithm: ecdsaP256,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage.serverAuth,
        x509.ExtendedKeyUsage.clientAuth,
      ]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: service },
        { type: 'url', value: `spiffe://latchkey/${service}` },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return certifiedKey(certificate, keys.privateKey);
}

function generateKeys() {
  return webcrypto.subtle.generateKey(ecdsaP256, true, ['sign', 'verify']);
}

function importPrivateKey(pem: string) {
  const pkcs8 = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ecdsaP256, false, ['sign']);
}

async function certifiedKey(
  certificate: X509Certificate,
  privateKey: webcrypto.CryptoKey,
): Promise<CertifiedKey> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey));
  return {
    certificate: `${certificate.toString('pem')}\n`,
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
      .export({ format: 'pem', type: 'pkcs8' })
      .toString(),
  };
}
