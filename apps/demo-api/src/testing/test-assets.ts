import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What stands for the built script and stylesheet where it matters only that they are served. */
export const builtText = { script: 'document.title += "!";', stylesheet: 'body { margin: 0; }' };

/** A folder such as the build makes; the caller removes it. */
export async function createExplorerFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-explorer-'));
  await writeFile(join(folder, 'explorer.js'), builtText.script);
  await writeFile(join(folder, 'explorer.css'), builtText.stylesheet);
  return folder;
}
