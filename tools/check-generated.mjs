// Fails when the committed code in libs/contracts is not what proto/ generates.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const committed = 'libs/contracts/src/gen';
const work = mkdtempSync(join(tmpdir(), 'latchkey-contracts-'));
try {
  cpSync('proto', join(work, 'proto'), { recursive: true });
  const template = join(work, 'proto/buf.gen.yaml');
  const fresh = join(work, 'gen');
  writeFileSync(template, readFileSync(template, 'utf8').replace(/out: .*/, `out: ${fresh}`));
  const path = `${resolve('node_modules/.bin')}:${process.env.PATH}`;
  execFileSync('buf', ['generate'], {
    cwd: join(work, 'proto'),
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  const stale = differences(fresh, committed);
  if (stale.length > 0) {
    console.error(
      `Generated contracts are stale; run "npx nx generate proto" and commit:\n  ${stale.join('\n  ')}`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(work, { recursive: true });
}

function differences(fresh, committedFolder) {
  const list = (folder) => readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.ts'));
  const files = new Set([...list(fresh), ...list(committedFolder)]);
  const read = (folder, file) => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  return [...files].filter((file) => read(fresh, file) !== read(committedFolder, file)).sort();
}
