import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { StartupError } from '@latchkey/service-kit';
import { builtText } from '../testing/test-assets';
import { publicUrl, startTestApi, type TestApi } from '../testing/test-api';
import { readExplorerAssets } from './explorer-assets';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the explorer', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  const get = (path: string, headers: HeadersInit = browser) => fetch(api.origin + path, { headers });

  it.each([
    '/graphql/',
    '/graphql',
    '/graphql/?query={viewer{clientId}}',
    '/graphql/callback?code=c&state=s',
  ])('is what a browser gets at %s, without a token', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html><html lang="en">/);
    expect(html).toContain(`data-redirect-uri="${publicUrl}/graphql/callback"`);
    expect(html).toContain(`data-resource="${publicUrl}/resource/"`);
    expect(html).toContain('data-client-id="demo-explorer"');
    expect(html).not.toMatch(/code=c|viewer/);
  });

  it('runs its own script and no other, from this origin alone, in no frame', async () => {
    const [one, other] = [await get('/graphql/'), await get('/graphql/')];
    const policy = one.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w+/=]{24}'; /);
    expect(policy).toMatch(
      /connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    );
    expect(policy).not.toMatch(/unsafe|http|\*/);
    expect(other.headers.get('content-security-policy')).not.toBe(policy);
    const html = await one.text();
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(html).toContain(`nonce="${nonce}"`);
    // No script and no style stands in the page itself, and nothing comes from elsewhere.
    expect(html).not.toMatch(/<style|style="|onclick|<script[^>]*>[^<]/);
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => target)).toEqual([
      'data:,',
      expect.stringMatching(/^\/graphql\/assets\/explorer-[0-9a-f]{16}\.css$/),
      '/graphql/schema.graphql',
      '/',
      '/graphql/schema.graphql',
      expect.stringMatching(/^\/graphql\/assets\/explorer-[0-9a-f]{16}\.js$/),
    ]);
    const { headers } = await api.server.inject({ url: '/graphql/', headers: browser });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      vary: 'Accept',
    });
  });

  it('is not what a program gets', async () => {
    for (const accept of ['*/*', 'application/json', 'application/graphql-response+json']) {
      const response = await get('/graphql/?query={__typename}', { accept });
      expect(response.headers.get('content-type')).not.toContain('html');
      expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
    }
  });

  it('loads files whose names say what is in them, and that may be kept for good', async () => {
    const html = await (await get('/graphql/')).text();
    const paths = [...html.matchAll(/"(\/graphql\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const answers = await Promise.all(paths.map((path) => get(path, { 'accept-encoding': 'identity' })));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
      builtText.stylesheet,
      builtText.script,
    ]);
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual([
      'text/css; charset=utf-8',
      'text/javascript; charset=utf-8',
    ]);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-encoding')).toBeNull();
    }
    const { headers, rawPayload } = await api.server.inject({
      url: paths[1] ?? '',
      headers: { 'accept-encoding': 'br, gzip' },
    });
    expect([headers['content-encoding'], headers.vary]).toEqual(['gzip', 'Accept-Encoding']);
    expect(gunzipSync(rawPayload).toString()).toBe(builtText.script);
  });

  it.each(['/graphql/assets/', '/graphql/assets/explorer-0000000000000000.js', '/graphql/assets/../main.js'])(
    'has no file at %s',
    async (path) => {
      expect((await api.server.inject({ url: path })).statusCode).toBe(404);
    },
  );

  it('shows the schema to anybody, scopes included', async () => {
    const response = await get('/graphql/schema.graphql');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toContain('viewer: Viewer! @requiresScope(scope: "flex:read")');
  });
});

describe('readExplorerAssets', () => {
  it('says that the service was not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'latchkey-explorer-'));
    const failure = readExplorerAssets(empty);
    await expect(failure).rejects.toThrow(StartupError);
    await expect(failure).rejects.toThrow(/^The explorer is missing in .*: build the service\.$/);
    await rm(empty, { recursive: true });
  });
});
