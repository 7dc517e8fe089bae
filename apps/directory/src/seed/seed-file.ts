import { readFile } from 'node:fs/promises';
import { StartupError } from '@latchkey/service-kit';
import { z } from 'zod';
import { clientSecretPattern } from '../client/client-secret';
import { normalizePassword } from '../user/password';

const present = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape, 'must be present');

const account = present({
  password: z.string('must be a text').transform((typed, context) => {
    const password = normalizePassword(typed);
    if (password !== undefined) return password;
    context.addIssue({ code: 'custom', message: 'must have 1 to 1024 bytes' });
    return z.NEVER;
  }),
});

const seedSchema = present({
  users: present({ 'ada@example.com': account, 'admin@example.com': account }),
  clients: present({
    'demo-service': present({
      client_secret: z
        .string('must be a text')
        .regex(clientSecretPattern, 'must have 43 to 512 characters of the base64url alphabet'),
    }),
  }),
});

/** The secrets of the demo people and clients, as `demo-credentials.json` holds them; passwords normalised. */
export type DemoCredentials = z.infer<typeof seedSchema>;

/**
 * Reads the file of secrets that development is seeded with.
 *
 * @throws StartupError when it cannot be read or lacks something; the error holds nothing of its content
 */
export async function readSeedFile(file: string): Promise<DemoCredentials> {
  const result = seedSchema.safeParse(parseJson(await readText(file), file));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(' > ')} ${message}`);
  throw new StartupError(`LATCHKEY_SEED_FILE (${file}) is incomplete: ${faults.join('; ')}.`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartupError(
      `LATCHKEY_SEED_FILE (${file}) cannot be read: check that the file exists and may be read.`,
      { cause },
    );
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text around the fault, which may be a secret: it is left out.
    throw new StartupError(`LATCHKEY_SEED_FILE (${file}) is not JSON: mend it, or remove it and start anew.`);
  }
}
