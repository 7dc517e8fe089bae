import { stylesheet } from './stylesheet';
import { tokens } from './tokens';

type Tokens = Record<string, string>;

/** The colours of a theme, by name without dashes in front. */
function colours(css: string): Tokens {
  return Object.fromEntries(
    [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio). */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, two) => one - two);
  return (light + 0.05) / (dark + 0.05);
}

const [lightCss = '', darkCss = ''] = tokens.split('@media (prefers-color-scheme: dark)');
const themes: [name: string, colours: Tokens][] = [
  ['light', colours(lightCss)],
  ['dark', colours(darkCss)],
];

describe.each(themes)('the %s theme', (_name, theme) => {
  it.each([
    ['ink', ['paper', 'surface', 'sunken', 'accent-wash', 'danger-wash', 'warning-wash']],
    ['ink-soft', ['paper', 'surface', 'sunken']],
    ['accent', ['paper', 'surface', 'accent-wash']],
    ['accent-deep', ['paper', 'surface']],
    ['on-accent', ['accent', 'accent-deep']],
    ['danger', ['surface', 'danger-wash']],
    ['warning', ['warning-wash']],
  ])('can be read: %s on %j', (text, grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[text] ?? '', theme[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['line-strong', 'focus', 'danger'])('shows controls and focus: %s', (line) => {
    for (const ground of ['paper', 'surface']) {
      expect(contrast(theme[line] ?? '', theme[ground] ?? '')).toBeGreaterThanOrEqual(3);
    }
  });
});

describe('the style sheet', () => {
  it('is named by its content', () => {
    expect(stylesheet.path).toMatch(/^\/assets\/latchkey-[0-9a-f]{16}\.css$/);
  });

  it('loads nothing', () => {
    expect(stylesheet.body).not.toMatch(/@import|url\(|https?:/);
  });

  it('uses only tokens that exist', () => {
    const defined = new Set([...tokens.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
    const used = [...stylesheet.body.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name);
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.includes(name))).toEqual([]);
  });
});
