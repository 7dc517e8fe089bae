import { StartupError } from '@latchkey/service-kit';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The demo people and clients, as `demo-credentials.json` keeps them. */
export interface DemoCredentials {
  issuer: string;
  users: Record<string, { password: string }>;
  clients: Record<string, { client_secret: string }>;
}

/** What the development services need to keep between starts. */
export interface StackSecrets {
  /** 32 bytes as base64; seals the signing keys. */
  masterKey: string;
  /** 32 bytes as base64; seals what people sign in with. */
  directoryMasterKey: string;
  /** Database password of each role. */
  rolePasswords: Record<string, string>;
}

/** File in the state folder that tells developers how to sign in. */
export const demoCredentialsFile = 'demo-credentials.json';
const secretsFile = 'secrets.json';

/** Reads the demo credentials, or makes them at the first start. The issuer follows the address in use. */
export async function ensureDemoCredentials(
  stateDirectory: string,
  issuer: string,
): Promise<DemoCredentials> {
  const known = await readJson<DemoCredentials>(join(stateDirectory, demoCredentialsFile));
  const password = () => ({ password: randomBytes(9).toString('base64url') });
  const credentials = {
    users: { 'ada@example.com': password(), 'admin@example.com': password() },
    clients: { 'demo-service': { client_secret: randomBytes(32).toString('base64url') } },
    ...known,
    issuer,
  };
  const { users, clients } = credentials;
  await writeJson(join(stateDirectory, demoCredentialsFile), { issuer, users, clients });
  return credentials;
}

/** Reads the secrets of the development services, and makes those that are not there yet. */
export async function ensureStackSecrets(stateDirectory: string, roles: string[]): Promise<StackSecrets> {
  const file = join(stateDirectory, secretsFile);
  const known = await readJson<Partial<StackSecrets>>(file);
  const fresh = Object.fromEntries(roles.map((role) => [role, randomBytes(24).toString('base64url')]));
  const secrets = {
    masterKey: known?.masterKey ?? randomBytes(32).toString('base64'),
    directoryMasterKey: known?.directoryMasterKey ?? randomBytes(32).toString('base64'),
    // A later version may have a role, or a key, that the data of this one does not know.
    rolePasswords: { ...fresh, ...known?.rolePasswords },
  };
  await writeJson(file, secrets);
  return secrets;
}

async function readJson<Content>(file: string): Promise<Content | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Content;
  } catch (cause) {
    throw new StartupError(`${file} is not JSON: mend it, or remove it to have it made anew.`, { cause });
  }
}

/** Writes the whole file or nothing, for this user alone. */
async function writeJson(file: string, content: object): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
