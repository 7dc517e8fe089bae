import { databaseUrl, port, publicUrl } from '@latchkey/service-kit';
import { z } from 'zod';

/** Settings of `npm start`; every other LATCHKEY_ variable goes to the services as it is. */
export const configSchema = z
  .object({
    /** Port of the gateway. */
    LATCHKEY_PORT: port.default(9000),
    /** Address that people and applications use; the gateway's own by default. */
    LATCHKEY_PUBLIC_URL: publicUrl.optional(),
    /** An administrator's connection to a PostgreSQL server; an embedded one is started when unset. */
    LATCHKEY_DATABASE_URL: databaseUrl.optional(),
    /** Folder that keeps the database, the certificates and the logs. */
    LATCHKEY_STATE_DIRECTORY: z.string().min(1, 'must be a folder').default('.latchkey'),
  })
  .transform((settings) => ({
    port: settings.LATCHKEY_PORT,
    publicUrl: settings.LATCHKEY_PUBLIC_URL ?? `http://localhost:${settings.LATCHKEY_PORT}`,
    databaseUrl: settings.LATCHKEY_DATABASE_URL,
    stateDirectory: settings.LATCHKEY_STATE_DIRECTORY,
  }));
