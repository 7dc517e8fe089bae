import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { StartupError } from '@latchkey/service-kit';

/** Where the build puts what the explorer's page loads: beside the built service. */
export const builtExplorer = fileURLToPath(new URL('./explorer', import.meta.url));

/** A file that the page loads. Its path names its content, so a copy may be kept for good. */
export interface ExplorerAsset {
  path: string;
  contentType: string;
  body: Buffer;
  gzipped: Buffer;
}

/** What the page loads. */
export interface ExplorerAssets {
  script: ExplorerAsset;
  stylesheet: ExplorerAsset;
}

/**
 * Reads what the page loads, and compresses it once.
 *
 * @throws StartupError when it was not built
 */
export async function readExplorerAssets(directory: string): Promise<ExplorerAssets> {
  const read = async (extension: string, contentType: string): Promise<ExplorerAsset> => {
    const body = await readFile(join(directory, `explorer.${extension}`)).catch((cause: unknown) => {
      throw new StartupError(`The explorer is missing in ${directory}: build the service.`, { cause });
    });
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
    const path = `/graphql/assets/explorer-${hash}.${extension}`;
    return { path, contentType, body, gzipped: await promisify(gzip)(body) };
  };
  const [script, stylesheet] = await Promise.all([
    read('js', 'text/javascript; charset=utf-8'),
    read('css', 'text/css; charset=utf-8'),
  ]);
  return { script, stylesheet };
}
