// Bundles one app into dist/: `node tools/build.mjs NAME ROOT`. Sources of this repository go into one file,
// packages stay in node_modules, and SQL migrations are copied beside it. What runs in browsers becomes one
// script and one stylesheet with its packages in them, because an image for production has no packages for that.
import { build } from 'esbuild';
import { cp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const [name, root] = process.argv.slice(2);
if (!name || !root) throw new Error('usage: node tools/build.mjs NAME ROOT');

const outDirectory = join('dist', root);
await rm(outDirectory, { recursive: true, force: true });
await build({
  entryPoints: [join(root, 'src/main.ts')],
  outfile: join(outDirectory, 'main.js'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
});
const migrations = join(root, 'src/migrations');
if (existsSync(migrations)) await cp(migrations, join(outDirectory, 'migrations'), { recursive: true });

const explorer = join(root, 'src/explorer/browser/main.js');
if (existsSync(explorer)) {
  await build({
    entryPoints: { explorer },
    outdir: join(outDirectory, 'explorer'),
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
}
