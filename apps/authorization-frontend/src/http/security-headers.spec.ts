import fastify from 'fastify';
import { allowFormRedirect, allowPasskeyScript, setSecurityHeaders } from './security-headers';

const basePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'";

async function headersOf(publicUrl: string, redirectUri?: string) {
  const server = fastify();
  setSecurityHeaders(server, { publicUrl });
  server.get('/', async (_request, reply) => {
    if (redirectUri !== undefined) allowFormRedirect(reply, redirectUri);
    return '';
  });
  return (await server.inject('/')).headers;
}

describe('setSecurityHeaders', () => {
  it('lets a page load from and post to its own origin alone, in no frame, and never be stored', async () => {
    expect(await headersOf('https://auth.example.com')).toMatchObject({
      'content-security-policy': basePolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'strict-transport-security': 'max-age=31536000',
    });
  });

  it('asks for https only where the public address is https', async () => {
    expect(await headersOf('http://localhost:9000')).not.toHaveProperty('strict-transport-security');
  });
});

describe('allowFormRedirect', () => {
  it.each([
    ['the origin of a web application', 'https://app.example.com/cb?x=1', 'https://app.example.com'],
    ['its port', 'https://app.example.com:8443/cb', 'https://app.example.com:8443'],
    ['a loopback address with its port', 'http://127.0.0.1:51004/cb', 'http://127.0.0.1:51004'],
    ['a private-use scheme', 'com.example.app:/cb', 'com.example.app:'],
    ['the scheme alone for an IPv6 address', 'http://[::1]:51004/cb', 'http:'],
  ])('adds %s', async (_what, redirectUri, source) => {
    expect((await headersOf('https://auth.example.com', redirectUri))['content-security-policy']).toBe(
      basePolicy.replace("form-action 'self'", `form-action 'self' ${source}`),
    );
  });

  it.each([
    ['a host that would end the directive', 'https://a;script-src.example/cb'],
    ['a host with a quote', "https://a'b.example/cb"],
    ['a host with a comma', 'https://a,b.example/cb'],
    ['what is not a URI', 'callback'],
  ])('leaves the policy as it is for %s', async (_what, redirectUri) => {
    const headers = await headersOf('https://auth.example.com', redirectUri);
    expect(headers['content-security-policy']).toBe(basePolicy);
  });
});

describe('allowPasskeyScript', () => {
  it('adds scripts of this origin to whatever else the page may do, and none in the page', async () => {
    const server = fastify();
    setSecurityHeaders(server, { publicUrl: 'https://auth.example.com' });
    server.get('/', async (_request, reply) => {
      allowPasskeyScript(reply);
      allowFormRedirect(reply, 'https://app.example.com/cb');
      return '';
    });
    server.get('/other', async () => '');
    const forms = "form-action 'self' https://app.example.com";
    expect((await server.inject('/')).headers['content-security-policy']).toBe(
      `${basePolicy.replace("form-action 'self'", forms)}; script-src 'self'`,
    );
    expect((await server.inject('/other')).headers['content-security-policy']).toBe(basePolicy);
  });
});
