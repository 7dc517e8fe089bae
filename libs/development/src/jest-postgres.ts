import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres';

interface TestServer {
  postgres: EmbeddedPostgres;
  directory: string;
}

// Jest loads set-up and tear-down as separate modules: what they share lives on the global object.
const shared = globalThis as { [key: symbol]: TestServer | undefined };
const key = Symbol.for('latchkey.test-postgres');

/**
 * Starts the PostgreSQL of a jest run and announces it as LATCHKEY_TEST_DATABASE_URL. When that is set
 * already, its server is used and nothing is started.
 */
export async function startTestPostgres(): Promise<void> {
  if (process.env.LATCHKEY_TEST_DATABASE_URL) return;
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-test-'));
  await chmod(directory, 0o711); // root's PostgreSQL runs as another user, who has to pass
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(directory, 'postgres'),
    durable: false,
  });
  process.env.LATCHKEY_TEST_DATABASE_URL = postgres.adminUrl;
  shared[key] = { postgres, directory };
}

/** Stops what {@link startTestPostgres} started, and leaves nothing of it. */
export async function stopTestPostgres(): Promise<void> {
  const server = shared[key];
  if (!server) return;
  shared[key] = undefined;
  delete process.env.LATCHKEY_TEST_DATABASE_URL;
  await server.postgres.remove();
  await rm(server.directory, { recursive: true, force: true });
}
