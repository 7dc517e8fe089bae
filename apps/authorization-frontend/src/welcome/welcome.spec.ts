import { createHash } from 'node:crypto';
import { RpcError } from '@latchkey/rpc';
import { languages } from '@latchkey/ui';
import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';
import { contactLink } from './contact-link';
import { welcomeMessages } from './messages';
import { toCurl, toHttp } from './example-request';
import { exampleRequests, pkceSnippet } from './examples';

const open = async (...overrides: Parameters<typeof createTestServer>) =>
  new TestBrowser(createTestServer(...overrides).server).get('/');

/** What is to copy from the page, as a browser would copy it. */
const codeBlocks = (html: string) =>
  [...html.matchAll(/<pre><code>(.*?)<\/code><\/pre>/gs)].map(([, code = '']) =>
    code
      .replaceAll(/<\/?var>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );

describe('the welcome page', () => {
  it('names the specifications, the four questions, the addresses and the resources', async () => {
    const { statusCode, body } = await open();
    expect(statusCode).toBe(200);
    for (const rfc of [6749, 6750, 7636, 8252, 8414, 8628, 8707, 9068, 9207]) {
      expect(body).toContain(`https://www.rfc-editor.org/rfc/rfc${rfc}`);
    }
    for (const text of [
      'Client type',
      'Grant type',
      'Redirect URIs',
      'See the resources',
      'https://auth.example.com/.well-known/oauth-authorization-server',
      'https://auth.example.com/device',
      'ResiFlex Demo API',
      'Batteries, heat pumps and car chargers at home.',
      'flex:read',
    ]) {
      expect(body).toContain(text);
    }
  });

  it('puts scopes into the language of the page where there are words in it', async () => {
    const { body } = await createTestServer().server.inject('/?ui_locales=de');
    expect(body).toContain('Ihre Energiegeräte und deren Pläne sehen');
    expect(body).not.toContain('See your energy devices');
  });

  it('is the same for everybody, small, and may be kept for a minute', async () => {
    const { body, headers, cookies } = await open();
    expect(headers['cache-control']).toBe('public, max-age=60');
    expect(cookies).toEqual([]);
    expect(body).toContain('<html lang="en">');
  });

  it.each(languages)('weighs less than 30 kB with everything that it loads, in %s', async (language) => {
    const { server } = createTestServer();
    const { body } = await server.inject(`/?ui_locales=${language}`);
    const paths = [...body.matchAll(/<link rel="(?:icon|stylesheet)"[^>]* href="([^"]+)"/g)];
    const headers = { 'accept-encoding': 'gzip, br' };
    const loaded = await Promise.all(paths.map(([, path = '']) => server.inject({ url: path, headers })));
    const bytes = [Buffer.from(body), ...loaded.map(({ rawPayload }) => rawPayload)].map(
      ({ length }) => length,
    );
    expect(bytes).toHaveLength(3);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(30_000);
  });

  it('stands without the directory', async () => {
    const resources = { listResources: () => Promise.reject(new RpcError('UNAVAILABLE', 'gone')) };
    const { statusCode, body, headers } = await open({ resources });
    expect(statusCode).toBe(200);
    expect(body).toContain('The list cannot be shown just now.');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('names this server in every request', async () => {
    const blocks = codeBlocks((await open({ publicUrl: 'http://localhost:9000' })).body);
    const requests = blocks.filter((block) => block !== pkceSnippet);
    expect(blocks).toContain(pkceSnippet);
    expect(requests).toHaveLength(15);
    for (const request of requests) expect(request).toMatch(/^(GET|POST|curl) http:\/\/localhost:9000\//);
  });

  it('shows requests that can be sent as they stand', async () => {
    expect(codeBlocks((await open()).body)).toEqual(
      expect.arrayContaining([
        'GET https://auth.example.com/authorize/?response_type=code&client_id=YOUR_CLIENT_ID' +
          '&redirect_uri=YOUR_REDIRECT_URI&code_challenge=CODE_CHALLENGE&code_challenge_method=S256',
        'POST https://auth.example.com/token/\nContent-Type: application/x-www-form-urlencoded\n\n' +
          'grant_type=authorization_code&code=AUTH_CODE&redirect_uri=YOUR_REDIRECT_URI' +
          '&client_id=YOUR_CLIENT_ID&code_verifier=YOUR_CODE_VERIFIER',
        'GET https://auth.example.com/resource/\nAuthorization: YOUR_ACCESS_TOKEN',
        'POST https://auth.example.com/token/\n' +
          'Authorization: Basic BASE64_ENCODED(YOUR_CLIENT_ID:YOUR_CLIENT_SECRET)\n' +
          'Content-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials',
        'POST https://auth.example.com/device-authorization/\n' +
          'Content-Type: application/x-www-form-urlencoded\n\nclient_id=YOUR_CLIENT_ID',
        'POST https://auth.example.com/token/\nContent-Type: application/x-www-form-urlencoded\n\n' +
          'client_id=YOUR_CLIENT_ID&device_code=DEVICE_CODE' +
          '&grant_type=urn:ietf:params:oauth:grant-type:device_code',
      ]),
    );
  });
});

describe('the PKCE example', () => {
  it('makes a verifier of 43 characters and its S256 challenge', async () => {
    const run = new Function(
      `return (async () => { ${pkceSnippet}\nreturn { codeVerifier, codeChallenge }; })()`,
    ) as () => Promise<{ codeVerifier: string; codeChallenge: string }>;
    const [one, two] = [await run(), await run()];
    expect(one.codeVerifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(one.codeChallenge).toBe(createHash('sha256').update(one.codeVerifier).digest('base64url'));
    expect(two.codeVerifier).not.toBe(one.codeVerifier);
  });
});

describe('example requests', () => {
  const { clientCredentials, resource } = exampleRequests('https://auth.example.com');

  it('are written for curl', () => {
    expect(toCurl(clientCredentials)).toBe(
      'curl https://auth.example.com/token/ \\\n  --user YOUR_CLIENT_ID:YOUR_CLIENT_SECRET \\\n' +
        '  --data-urlencode grant_type=client_credentials',
    );
    expect(toCurl(resource)).toBe(
      "curl https://auth.example.com/resource/ \\\n  --header 'Authorization: YOUR_ACCESS_TOKEN'",
    );
  });

  it('are written as HTTP without a body where there is none', () => {
    expect(toHttp({ method: 'GET', url: 'https://auth.example.com/' })).toBe('GET https://auth.example.com/');
  });
});

describe('contactLink', () => {
  const english = welcomeMessages('en');

  it('starts an e-mail with the four questions', () => {
    const link = new URL(contactLink(english, 'mailto:oauth@example.com'));
    expect(link.pathname).toBe('oauth@example.com');
    expect(link.search).not.toContain('+');
    expect(link.searchParams.get('subject')).toBe('Request for an OAuth application');
    const body = link.searchParams.get('body') ?? '';
    for (const question of ['1. Client type', '2. Grant type', '3. Redirect URIs', '4. Resources']) {
      expect(body).toContain(`\r\n${question}`);
    }
  });

  it('keeps what the address already says', () => {
    const link = new URL(contactLink(english, 'mailto:oauth@example.com?cc=boss@example.com'));
    expect(link.searchParams.get('cc')).toBe('boss@example.com');
    expect(link.searchParams.get('subject')).toBe('Request for an OAuth application');
  });

  it('leaves a web address as it is', () => {
    expect(contactLink(english, 'https://example.com/contact')).toBe('https://example.com/contact');
  });
});
