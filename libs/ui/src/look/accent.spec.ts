import { accentProblem, darkShades, defaultAccent, lightShades } from './accent';
import { contrast, fromHsl, toHsl } from './colour';

describe('accentProblem', () => {
  it.each([defaultAccent, '#000000', '#1D4ED8', '#9d174d'])('takes %s', (accent) => {
    expect(accentProblem(accent)).toBeUndefined();
  });

  it.each([
    ['#ffcc00', 'must be darker: text in or on it has a contrast of 1.3:1, and WCAG 2.2 AA asks for 4.5:1'],
    ['#ffffff', 'must be darker'],
    // 4.54:1 with white, but less on our own grounds.
    ['#767676', 'must be darker: text in or on it has a contrast of'],
  ])('refuses %s, which cannot be read', (accent, problem) => {
    expect(accentProblem(accent)).toContain(problem);
  });

  it.each(['teal', '#fff', '#0e5f5', '#0e5f55;', 'rgb(0 0 0)', ''])(
    'refuses %j, which is no colour',
    (accent) => {
      expect(accentProblem(accent)).toBe('must be a colour such as #0e5f55');
    },
  );
});

describe('the dark theme', () => {
  it('keeps the hue of the accent', () => {
    for (const accent of [defaultAccent, '#1d4ed8', '#9d174d']) {
      expect(Math.abs(toHsl(darkShades(accent).accent).hue - toHsl(accent).hue)).toBeLessThan(3);
    }
  });

  it('is easy to read even for a colour that is hardly one', () => {
    for (const accent of ['#000000', '#00007f', '#3f003f']) {
      const { accent: text, on, wash } = darkShades(accent);
      expect(contrast(text, wash)).toBeGreaterThanOrEqual(7);
      expect(contrast(text, on)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('the light theme', () => {
  it('shows the accent as it was chosen', () => {
    expect(lightShades('#1D4ED8').accent).toBe('#1d4ed8');
  });
});

describe('toHsl and fromHsl', () => {
  it.each([
    '#0e5f55',
    '#ff0000',
    '#00ff00',
    '#0000ff',
    '#808080',
    '#ffffff',
    '#000000',
    '#123456',
    '#fedcba',
  ])('give back %s', (colour) => {
    expect(fromHsl(toHsl(colour))).toBe(colour);
  });
});
