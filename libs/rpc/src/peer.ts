const servicePattern = /^URI:spiffe:\/\/latchkey\/([a-z0-9-]+)$/;

/**
 * Reads the service name from the SAN URI `spiffe://latchkey/SERVICE` of a verified peer certificate.
 * Undefined when it has none, or more than one: a certificate names one service.
 *
 * @param alternativeNames the names as Node.js prints them: `DNS:issuer, URI:spiffe://latchkey/issuer`
 */
export function peerService(alternativeNames = ''): string | undefined {
  // A comma within a name is escaped by Node.js, so no name can look like two.
  const services = alternativeNames.split(', ').flatMap((name) => servicePattern.exec(name)?.[1] ?? []);
  return services.length === 1 ? services[0] : undefined;
}
