import { ClientAuthenticationMethod } from '@latchkey/contracts';
import fc from 'fast-check';
import { otherResource, resource } from '../testing/test-clients';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

// Hundreds of requests each, on a machine that may be busy.
jest.setTimeout(60_000);

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const redirectUri = 'https://web.example/callback';
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'grapheme-composite', maxLength: 40 }),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString()),
  fc.string({ minLength: 4_000, maxLength: 8_192 }),
  fc.constantFrom('', ' ', '\0', '%', '__proto__', 'null', '%0d%0aset-cookie: x', '<script>', redirectUri),
);
const valid: Record<string, string> = {
  client_id: 'web',
  redirect_uri: redirectUri,
  response_type: 'code',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
const free: Record<string, fc.Arbitrary<string>> = {
  state: text,
  login_hint: text.filter((value) => value.length <= 256 && !/\p{Cc}/u.test(value)),
  prompt: fc.constantFrom('', 'none', 'login', 'consent select_account', 'login login'),
  max_age: fc.nat({ max: 999_999_999 }).map(String),
  acr_values: fc.constantFrom('', 'phr', 'unknown phr', 'https://refeds.org/profile/mfa  phr'),
  // Languages are a wish: whatever is none is passed over.
  ui_locales: text.filter((value) => value.length <= 512),
  scope: fc.constantFrom('flex:read', 'flex:control', 'flex:read flex:control'),
  response_mode: fc.constant('query'),
};
const wrong: Record<string, fc.Arbitrary<string>> = {
  client_id: fc.oneof(text, fc.constantFrom('other-web', 'tv', 'service', 'x'.repeat(300))),
  redirect_uri: fc.oneof(
    text.map((value) => `x${value}`),
    fc.constantFrom('https://evil.example/callback', `${redirectUri}/`),
  ),
  response_type: fc.oneof(text, fc.constantFrom('token', 'code token', 'CODE')),
  code_challenge: fc.oneof(text, fc.base64String({ maxLength: 42 })),
  code_challenge_method: fc.constantFrom('plain', 's256', 'S256 '),
  scope: fc.oneof(
    text.map((value) => `x${value}`),
    fc.constantFrom('other:read', 'flex:read  flex:control'),
  ),
  response_mode: fc.constantFrom('fragment', 'form_post', 'x'),
  login_hint: fc.constantFrom('x'.repeat(257), 'a\nb'),
  prompt: fc.constantFrom('none consent', 'create', 'LOGIN', 'login  consent'),
  max_age: fc.constantFrom('-1', '1.5', '1e3', ' 1', '0x10', '1'.repeat(10), '\u0661'),
  acr_values: fc.constantFrom('0', 'urn:mace:incommon:iap:silver', 'x'.repeat(513)),
  ui_locales: fc.constant('de '.repeat(200)),
  request: fc.constantFrom('eyJ', 'https://x/'),
  request_uri: fc.constantFrom('x', `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`),
};
const names = (of: object, most?: number) => fc.subarray(Object.keys(of), most ? { maxLength: most } : {});
const record = (arbitraries: Record<string, fc.Arbitrary<string>>, keys: string[]) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, arbitraries[key] ?? fc.constant('')])));
const request = fc.record({
  free: names(free).chain((keys) => record(free, keys)),
  spoilt: names(wrong, 2).chain((keys) => record(wrong, keys)),
  resources: fc.subarray([resource, resource]),
  wrongResources: fc.subarray([otherResource, 'https://unknown.example/', 'no uri', `${resource}#x`]),
});

const web = { method: ClientAuthenticationMethod.NONE, clientId: 'web' };
const fromBrowser = (parameters: Record<string, string>, resources: string[] = []) =>
  test.authorization.pushAuthorizationRequest({ parameters, resources });
const fromClient = (parameters: Record<string, string>, resources: string[] = []) =>
  test.device.authorization.pushAuthorizationRequest({ parameters, resources, clientAuthentication: web });

describe('arbitrary authorization requests', () => {
  it('are accepted when, and only when, nothing in them is wrong', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ free: extra, spoilt, resources, wrongResources }) => {
        const parameters = { ...valid, ...extra, ...spoilt };
        const isValid = Object.keys(spoilt).length === 0 && wrongResources.length === 0;
        for (const push of [fromBrowser, fromClient]) {
          const { outcome } = await push(parameters, [...resources, ...wrongResources]);
          expect(outcome.case).toBe(isValid ? 'accepted' : 'refused');
        }
      }),
      { numRuns: 200 },
    );
    expect(test.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('are answered whatever they are, and send the browser to registered places alone', async () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys({ ...wrong, ...free })), text);
    const soup = fc.dictionary(name, text, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(
        soup,
        fc.boolean(),
        fc.array(text, { maxLength: 3 }),
        async (parameters, named, resources) => {
          const known: Record<string, string> = named ? { client_id: 'web', redirect_uri: redirectUri } : {};
          const { outcome } = await fromBrowser({ ...parameters, ...known }, resources);
          if (outcome.case !== 'refused') return expect(outcome.case).toBe('accepted');
          const { location, error } = outcome.value;
          expect(error?.code).toMatch(/^(invalid_|unsupported_|unauthorized_)/);
          if (location === '') return;
          const { origin, pathname, searchParams } = new URL(location);
          expect(origin + pathname).toBe(redirectUri);
          expect(searchParams.get('iss')).toBe(issuer);
          expect(searchParams.get('state') ?? '').toBe(parameters['state'] ?? '');
        },
      ),
      { numRuns: 300 },
    );
    expect(test.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('do not tell whether a client exists, as long as its redirect URI is not known', async () => {
    const clients = fc.constantFrom('web', 'tv', 'service', 'other-web');
    const noLocation = fc.record({ ...wrong, ...free }, { requiredKeys: ['redirect_uri'] });
    await fc.assert(
      fc.asyncProperty(clients, noLocation, async (clientId, { request_uri: _, ...parameters }) => {
        const existing = await fromBrowser({ ...parameters, client_id: clientId });
        const unknown = await fromBrowser({ ...parameters, client_id: 'nobody' });
        expect(existing.outcome).toEqual(unknown.outcome);
        expect(existing.outcome.case).toBe('refused');
      }),
      { numRuns: 200 },
    );
  });
});
