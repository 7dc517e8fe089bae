import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '@latchkey/service-kit';
import { readLogo } from './read-logo';

describe('readLogo', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'latchkey-logo-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const read = async (content: string | Buffer) => {
    const file = join(directory, 'logo');
    await writeFile(file, content);
    return readLogo(file);
  };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex');

  it('tells SVG and PNG apart by what is in the file', async () => {
    expect(await read(png)).toEqual({ contentType: 'image/png', content: png });
    for (const content of [svg, `<?xml version="1.0"?>\n<!-- a -->\n${svg}`]) {
      expect(await read(content)).toEqual({ contentType: 'image/svg+xml', content: Buffer.from(content) });
    }
  });

  it.each([
    ['a page', '<!doctype html><svg></svg>', 'must be an SVG or PNG file'],
    ['an empty file', '', 'must be an SVG or PNG file'],
    ['too much', svg + ' '.repeat(8 * 1024), 'must be a file of at most 8 KiB'],
  ])('refuses %s', async (_what, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
    await expect(read(content)).rejects.toThrow(StartupError);
  });

  it('names the setting when there is no such file', async () => {
    await expect(readLogo(join(directory, 'nowhere'))).rejects.toThrow(
      /^LATCHKEY_BRAND_LOGO_FILE names .*nowhere, which cannot be read\.$/,
    );
  });
});
