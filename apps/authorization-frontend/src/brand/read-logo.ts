import { readFile } from 'node:fs/promises';
import { StartupError } from '@latchkey/service-kit';
import type { Logo } from '@latchkey/ui';

// A page weighs less than 30 kB with everything that is in it; most of that is taken.
const maximumBytes = 8 * 1024;

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Reads the logo that stands on every page.
 *
 * @throws StartupError when the file cannot be read, is too large, or is neither SVG nor PNG
 */
export async function readLogo(file: string): Promise<Logo> {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new StartupError(`LATCHKEY_BRAND_LOGO_FILE names ${file}, which cannot be read.`, { cause });
  });
  if (content.length > maximumBytes) {
    throw new StartupError(`LATCHKEY_BRAND_LOGO_FILE must be a file of at most ${maximumBytes / 1024} KiB.`);
  }
  if (content.subarray(0, pngSignature.length).equals(pngSignature)) {
    return { contentType: 'image/png', content };
  }
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]/s.test(content.toString())) {
    return { contentType: 'image/svg+xml', content };
  }
  throw new StartupError('LATCHKEY_BRAND_LOGO_FILE must be an SVG or PNG file.');
}
