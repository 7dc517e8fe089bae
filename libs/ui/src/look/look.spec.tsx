import { Page } from '../components/page';
import { renderPage } from '../render-page';
import { createLook } from './look';

const render = (look: ReturnType<typeof createLook>) =>
  renderPage(<Page title="A page" layout="flow" children="" />, { language: 'en', look });

describe('createLook', () => {
  it('names the server on every page, and escapes the name', () => {
    const html = render(createLook({ name: 'Müller & <Söhne>' }));
    expect(html).toContain('<title>A page · Müller &amp; &lt;Söhne></title>');
    expect(html).toContain('Müller &amp; &lt;Söhne></span>');
  });

  it('shows our mark in the accent, in the page and as the icon', () => {
    const look = createLook({ name: 'A', accent: '#1d4ed8' });
    expect(look.stylesheet.body).toContain('--accent: #1d4ed8;');
    expect(look.icon.body).toContain('fill="#1d4ed8"');
    expect(look.assets).toEqual([look.stylesheet, look.icon]);
    expect(render(look)).toContain('<svg class="brand-mark"');
  });

  it.each([
    ['image/png', 'png'],
    ['image/svg+xml', 'svg'],
  ] as const)('shows a logo of the type %s in its place', (contentType, extension) => {
    const content = Buffer.from([1, 2, 3]);
    const look = createLook({ name: 'A', logo: { contentType, content } });
    expect(look.assets).toContainEqual({
      path: expect.stringMatching(new RegExp(`^/assets/latchkey-[0-9a-f]{16}\\.${extension}$`)),
      contentType,
      body: content,
    });
    const html = render(look);
    expect(html).toContain(`<img class="brand-logo" src="${look.logo?.path}" alt/>`);
    expect(html).toContain(`<link rel="icon" type="${contentType}" href="${look.logo?.path}"/>`);
    expect(html).not.toContain('brand-mark');
  });
});
