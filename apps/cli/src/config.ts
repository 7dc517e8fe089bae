import { grpcTarget, serviceSettings } from '@latchkey/service-kit';
import { z } from 'zod';

const { LATCHKEY_TLS_CA_FILE, LATCHKEY_TLS_CERT_FILE, LATCHKEY_TLS_KEY_FILE } = serviceSettings;

/** Settings of the command line: where the issuer is, and the certificate of the service name `cli`. */
export const configSchema = z.object({
  LATCHKEY_ISSUER_TARGET: grpcTarget,
  LATCHKEY_TLS_CA_FILE,
  LATCHKEY_TLS_CERT_FILE,
  LATCHKEY_TLS_KEY_FILE,
});
