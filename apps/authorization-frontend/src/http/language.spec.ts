import { TestBrowser } from '../testing/test-browser';
import { createTestServer } from '../testing/test-server';

const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
const query = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    response_type: 'code',
    client_id: 'demo-web',
    redirect_uri: 'https://app.example.com/callback',
    ...changes,
  });

describe('the language of a page', () => {
  const browse = () => new TestBrowser(createTestServer().server);

  it('is the one that the browser prefers, and English when it prefers none of ours', async () => {
    const page = await browse().get('/sign-in', german);
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain('<h1>Anmelden</h1>');
    expect(page.headers).toMatchObject({ 'content-language': 'de', vary: 'Accept-Language, Cookie' });
    expect((await browse().get('/sign-in', { 'accept-language': 'ja' })).headers['content-language']).toBe(
      'en',
    );
    expect((await browse().get('/sign-in')).headers['content-language']).toBe('en');
  });

  it.each([
    ['/', 'fr'],
    ['/device', 'it'],
    ['/sign-in', 'es'],
    ['/nowhere', 'nl'],
    ['/%zz', 'de'],
  ])('at %s is what its address asks for, here %s', async (path, language) => {
    const browser = browse();
    const page = await browser.follow(
      await browser.get(`${path}?ui_locales=xx+${language}-XX+en`, { 'accept-language': 'en' }),
    );
    expect(page.headers['content-language']).toBe(language);
    expect(page.body).toContain(`<html lang="${language}">`);
  });

  it('is what the client asked for, from its request over the sign-in to the consent', async () => {
    const browser = browse();
    const asked = await browser.get(`/authorize/?${query({ ui_locales: 'pt fr-CA de' })}`, german);
    const signIn = await browser.get(asked.headers.location as string, german);
    expect(signIn.body).toContain('pour continuer vers Demo Web');
    const wrong = await browser.submit(signIn, '/sign-in', { email: 'ada@example.com', password: 'wrong' });
    expect(wrong.body).toContain('<title>Erreur : Se connecter · Latchkey</title>');
    const signedIn = await browser.submit(wrong, '/sign-in', {
      email: 'ada@example.com',
      password: 'correct horse battery staple',
    });
    const consent = await browser.follow(signedIn);
    expect(consent.body).toContain('Demo Web demande un accès');
    const signedOut = await browser.follow(await browser.submit(consent, '/sign-out'));
    expect(signedOut.headers['content-language']).toBe('fr');
  });

  it('of a form that a client posts is what the form asks for', async () => {
    const response = await browse().post(
      '/authorize',
      query({ client_id: 'nobody', ui_locales: 'nl' }).toString(),
    );
    expect(response.headers['content-language']).toBe('nl');
    expect(response.body).toContain('Het verzoek van de toepassing is geweigerd');
  });

  it('of an error is that of its page', async () => {
    const { server } = createTestServer();
    const error = await new TestBrowser(server).post('/sign-in', 'a=%FF', german);
    expect(error.body).toContain('<title>Fehler: Diese Anfrage war nicht lesbar · Latchkey</title>');
    const large = await new TestBrowser(server).post('/sign-in', 'a'.repeat(20_000), german);
    expect(large.statusCode).toBe(413);
    expect(large.headers['content-language']).toBe('de');
    expect(large.body).toContain('1. Januar 2030');
  });
});

describe('the language switch', () => {
  it('stays on the page, and is remembered', async () => {
    const browser = new TestBrowser(createTestServer().server);
    const asked = await browser.get(`/authorize/?${query({ ui_locales: 'fr' })}`);
    const signIn = asked.headers.location as string;
    const chosen = await browser.get(`${signIn}&set_language=nl`);
    expect(chosen.statusCode).toBe(303);
    expect(chosen.headers.location).toBe(signIn.replace('&ui_locales=fr', ''));
    expect([chosen.headers['set-cookie']].flat()).toEqual([
      '__Host-latchkey_language=nl; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax',
    ]);
    expect((await browser.follow(chosen)).body).toContain('om verder te gaan naar Demo Web');
    expect((await browser.get('/', german)).headers['content-language']).toBe('nl');
  });

  it.each([
    ['a language that is not there', '/?set_language=tlh'],
    ['no language', '/?set_language='],
    ['an address of another host', '//evil.example/?set_language=de'],
    ['a name that no link of ours has', '/?set%5flanguage=de'],
  ])('does nothing for %s', async (_what, path) => {
    const { server } = createTestServer();
    const response = await new TestBrowser(server).get(path);
    expect(response.headers).not.toHaveProperty('location');
    expect(response.headers).not.toHaveProperty('set-cookie');
    expect(response.body).not.toContain('href="//');
  });

  it('believes no cookie that it did not set', async () => {
    const browser = new TestBrowser(createTestServer().server);
    browser.cookies.set('__Host-latchkey_language', '__proto__');
    expect((await browser.get('/')).headers['content-language']).toBe('en');
  });
});
