import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const iterations = 4096;

/**
 * Computes what PostgreSQL stores for a password (RFC 5803), so that `ALTER ROLE` never carries the password
 * itself into the server's log or statistics.
 *
 * @param password printable ASCII, for which the string preparation of RFC 5802 §5.1 changes nothing
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  const saltedPassword = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyFor = (label: string) => createHmac('sha256', saltedPassword).update(label).digest();
  const storedKey = createHash('sha256').update(keyFor('Client Key')).digest();
  const encode = (bytes: Buffer) => bytes.toString('base64');
  return `SCRAM-SHA-256$${iterations}:${encode(salt)}$${encode(storedKey)}:${encode(keyFor('Server Key'))}`;
}
