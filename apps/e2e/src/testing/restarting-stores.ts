import { freePort, startEmbeddedPostgres, startRedis } from '@latchkey/development';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL, and Redis beside it if it is asked for, that keep their data and can be away for a while. */
export interface RestartingStores {
  /** An administrator's connection to PostgreSQL. */
  databaseUrl: string;
  redisUrl: string | undefined;
  /** Takes PostgreSQL, or Redis, away while something is done, and brings it back. */
  without<Result>(store: 'PostgreSQL' | 'Redis', work: () => Promise<Result>): Promise<Result>;
  /** Stops both and removes their data. */
  remove(): Promise<void>;
}

/** Starts stores that are empty. */
export async function startRestartingStores({ redis }: { redis: boolean }): Promise<RestartingStores> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-stores-'));
  await chmod(directory, 0o711); // root's PostgreSQL runs as another user, who has to pass
  const dataDirectory = join(directory, 'postgres');
  let postgres = await startEmbeddedPostgres({ dataDirectory });
  const { port } = postgres;
  const redisSettings = { port: await freePort(), dataDirectory: join(directory, 'redis') };
  await mkdir(redisSettings.dataDirectory);
  let redisServer = redis ? await startRedis(redisSettings) : undefined;

  return {
    databaseUrl: postgres.adminUrl,
    redisUrl: redisServer?.url,
    async without(store, work) {
      await (store === 'PostgreSQL' ? postgres.stop() : redisServer?.stop());
      try {
        return await work();
      } finally {
        if (store === 'PostgreSQL') postgres = await startEmbeddedPostgres({ dataDirectory, port });
        else redisServer = await startRedis(redisSettings);
      }
    },
    async remove() {
      await redisServer?.stop();
      await postgres.remove();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
