import { defaultAccent } from '../look/accent';
import { contrast } from '../look/colour';
import { createStylesheet } from './stylesheet';
import { createTokens } from './tokens';

type Tokens = Record<string, string>;

/** The colours of a theme, by name without dashes in front. */
function colours(css: string): Tokens {
  return Object.fromEntries(
    [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  );
}

/** Our own accent, and others that a brand may have. */
const accents = [defaultAccent, '#1d4ed8', '#9d174d', '#7a4a00', '#000000', '#5b21b6', '#4d5c00'];
const themes = accents.flatMap((accent): [name: string, accent: string, colours: Tokens][] => {
  const [light = '', dark = ''] = createTokens(accent).split('@media (prefers-color-scheme: dark)');
  return [
    ['light', accent, colours(light)],
    ['dark', accent, colours(dark)],
  ];
});
const stylesheet = createStylesheet(defaultAccent);
const text = String(stylesheet.body);
const tokens = createTokens(defaultAccent);

describe.each(themes)('the %s theme with the accent %s', (_name, _accent, theme) => {
  it.each([
    ['ink', ['paper', 'surface', 'sunken', 'accent-wash', 'danger-wash', 'warning-wash']],
    ['ink-soft', ['paper', 'surface', 'sunken']],
    ['accent', ['paper', 'surface', 'accent-wash']],
    ['accent-deep', ['paper', 'surface']],
    ['on-accent', ['accent', 'accent-deep']],
    ['danger', ['surface', 'danger-wash']],
    ['warning', ['warning-wash']],
  ])('can be read: %s on %j', (ink, grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[ink] ?? '', theme[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
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
    expect(text).not.toMatch(/@import|url\(|https?:/);
  });

  it('uses only tokens that exist', () => {
    const defined = new Set([...tokens.matchAll(/(--[a-z-]+):/g)].map(([, name]) => name));
    const used = [...text.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name);
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
    expect([...defined].filter((name) => !used.includes(name))).toEqual([]);
  });
});
