import type { VNode } from 'preact';
import { Badge, TickList } from './components/badge';
import { Page } from './components/page';
import { renderPage as renderIn } from './render-page';
import { testShell } from './testing/test-shell';

const { stylesheet } = testShell.look;
const renderPage = (page: VNode) => renderIn(page, testShell);

const hostile = `"><script>alert('1')</script>&`;

describe('renderPage', () => {
  it('makes a whole document that refers to the style sheet and the icon alone', () => {
    const html = renderPage(
      <Page title="A page" layout="flow">
        <p>Text</p>
      </Page>,
    );
    expect(html).toMatch(/^<!doctype html><html lang="en"><head><meta charset="utf-8"/);
    expect(html).toContain('<title>A page · Latchkey</title>');
    expect(html).toContain(`<link rel="stylesheet" href="${stylesheet.path}"/>`);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1"/>');
    expect(html).not.toMatch(/<script|<style|style=|\son[a-z]+=/);
    expect([...html.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, path]) => path?.[0])).toEqual(['/', '/']);
  });

  it('escapes text and attribute values', () => {
    const html = renderPage(
      <Page title={hostile} layout="flow" footer={hostile}>
        <p title={hostile}>{hostile}</p>
        <Badge name={hostile} />
        <TickList items={[hostile]} />
      </Page>,
    );
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('title="">');
    expect(html).toContain('&lt;script>');
  });

  it('says in the title when something is to correct', () => {
    const html = renderPage(
      <Page title="Sign in" layout="flow" error>
        <p />
      </Page>,
    );
    expect(html).toContain('<title>Error: Sign in · Latchkey</title>');
  });

  it('keeps flow pages out of search engines, and their brand from leading away', () => {
    const flow = renderPage(<Page title="A" layout="flow" children="" />);
    const document = renderPage(<Page title="A" layout="document" children="" />);
    expect(flow).toContain('<meta name="robots" content="noindex"/>');
    expect(flow).not.toContain('<a class="brand"');
    expect(document).not.toContain('noindex');
    expect(document).toContain('<a class="brand" href="/">');
    expect(document).toContain('<a class="skip" href="#main">');
  });

  it('leads away from the page at the end of the masthead, when there is somewhere to go', () => {
    const html = renderPage(
      <Page title="A page" layout="document" aside={{ href: '/account', label: 'Your account' }}>
        Text
      </Page>,
    );
    expect(html).toContain('<a class="aside" href="/account">Your account</a></header>');
    const without = renderPage(
      <Page title="A page" layout="document">
        Text
      </Page>,
    );
    expect(without).not.toContain('class="aside"');
  });

  it('is written in the language of the shell', () => {
    const page = <Page title="Anmelden" layout="document" error children="" />;
    const html = renderIn(page, { ...testShell, language: 'de' });
    expect(html).toContain('<html lang="de">');
    expect(html).toContain('<title>Fehler: Anmelden · Latchkey</title>');
    expect(html).toContain('Zum Inhalt springen');
  });
});

describe('the language switch', () => {
  const at = (here: string | undefined) =>
    renderIn(<Page title="A" layout="flow" children="" />, { ...testShell, language: 'fr', here });

  it('leads to the same page in each language', () => {
    const html = at('/device?user_code=ETE39050');
    expect(html).toContain('Langue : Français');
    expect(html.match(/set_language=/g)).toHaveLength(6);
    expect(html).toContain(
      '<a href="/device?user_code=ETE39050&amp;set_language=de" lang="de" hreflang="de" rel="nofollow">Deutsch</a>',
    );
    expect(html).toMatch(/set_language=fr"[^>]* aria-current="true"/);
    expect(at('/')).toContain('href="/?set_language=nl"');
  });

  it('is left out of a page that cannot be opened again', () => {
    expect(at(undefined)).not.toMatch(/set_language|<footer/);
  });
});
