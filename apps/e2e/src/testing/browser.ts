import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

// The pages under test are our own; a sandbox needs rights that containers and root do not have.
const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];

/**
 * Starts a headless Chromium that comes from npm, with the system libraries that it needs; or the one
 * that LATCHKEY_TEST_BROWSER names, on a machine that the packaged one is not for.
 */
export async function startBrowser(): Promise<Browser> {
  const named = process.env['LATCHKEY_TEST_BROWSER'];
  if (named) return chromium.launch({ executablePath: named });
  const { executablePath, environment } = await unpackBrowser();
  return chromium.launch({ executablePath, args, env: { ...process.env, ...environment } });
}

// Not the temporary folder that all users of a machine share: the file is a program that we run.
const unpackedDirectory = resolve(__dirname, '../../../../node_modules/.cache/latchkey-browser');

async function unpackBrowser() {
  await mkdir(unpackedDirectory, { recursive: true });
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, 'unpack-browser.mjs')], {
    env: { ...process.env, TMPDIR: unpackedDirectory },
  });
  return JSON.parse(stdout) as { executablePath: string; environment: Record<string, string> };
}
