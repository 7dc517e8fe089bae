import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { targetOf, type Wiring } from './services';

/** Writes down where the operators' command line finds the issuer, and the certificate that it shows. */
export async function writeCommandLineSettings(stateDirectory: string, wiring: Wiring): Promise<void> {
  const certificate = (name: string) => join(wiring.certificatesDirectory, name);
  const settings = {
    LATCHKEY_ISSUER_TARGET: targetOf('token-issuer', wiring),
    LATCHKEY_TLS_CA_FILE: certificate('ca.pem'),
    LATCHKEY_TLS_CERT_FILE: certificate('cli.pem'),
    LATCHKEY_TLS_KEY_FILE: certificate('cli.key'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(stateDirectory, 'cli.env'), lines.join(''), { mode: 0o600 });
}
