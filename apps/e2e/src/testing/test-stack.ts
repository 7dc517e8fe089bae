import { freePort } from '@latchkey/development';
import { startStack, type Stack, type StackOptions } from '@latchkey/stack';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(__dirname, '../../../..');

/** A stack that exists for one spec file. */
export interface TestStack extends Stack {
  stateDirectory: string;
}

/** Starts a whole Latchkey on free ports with a database of its own. */
export async function startTestStack(
  options: Pick<StackOptions, 'environment' | 'replicas' | 'databaseUrl' | 'redisUrl'> = {},
): Promise<TestStack> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'latchkey-e2e-'));
  await chmod(stateDirectory, 0o711); // root's PostgreSQL runs as another user, who has to pass
  const port = await freePort();
  const stack = await startStack({
    stateDirectory,
    port,
    publicUrl: `http://localhost:${port}`,
    distDirectory: join(repository, 'dist'),
    ...options,
  });
  return {
    ...stack,
    stateDirectory,
    async stop() {
      await stack.stop();
      await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}
