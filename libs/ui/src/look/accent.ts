import { colourPattern, contrast, fromHsl, toHsl } from './colour';

/** The colours that an accent leads to, in one theme. */
export interface AccentShades {
  /** Ground of the main button; text of links. */
  accent: string;
  /** The same under the pointer. */
  deep: string;
  /** Text on the two. */
  on: string;
  /** A ground behind accent text. */
  wash: string;
}

/** Our own accent. */
export const defaultAccent = '#0e5f55';

// Grounds that accent text stands on besides its own wash; the style sheet's tokens name the same.
const paper = '#f5f4ef';
const darkSurface = '#171e1d';

/** Least contrast of text (WCAG 2.2 §1.4.3, level AA). */
const least = 4.5;
// On dark ground a colour at the least is tiring to read.
const comfortable = 7;

/** The shades of an accent in the light theme: the accent itself, with white text on it. */
export function lightShades(accent: string): AccentShades {
  const { hue, saturation, lightness } = toHsl(accent);
  return {
    accent: accent.toLowerCase(),
    deep: fromHsl({ hue, saturation, lightness: lightness * 0.77 }),
    on: '#ffffff',
    wash: fromHsl({ hue, saturation: Math.min(saturation, 0.35), lightness: 0.92 }),
  };
}

/** The shades of an accent in the dark theme: the same hue, as light as it takes to be read with ease. */
export function darkShades(accent: string): AccentShades {
  const { hue, saturation } = toHsl(accent);
  const at = (lightness: number, share: number) =>
    fromHsl({ hue, saturation: saturation * share, lightness });
  const wash = at(0.14, 0.45);
  let lightness = 0.64;
  const readable = () =>
    [wash, darkSurface].every((ground) => contrast(at(lightness, 0.7), ground) >= comfortable);
  while (!readable() && lightness < 0.95) lightness += 0.01;
  return {
    accent: at(lightness, 0.7),
    deep: at(Math.min(lightness + 0.08, 0.97), 0.75),
    on: at(0.08, 0.7),
    wash,
  };
}

/**
 * Checks an accent colour: white text on it, and it as text on our grounds, keep 4.5:1 (WCAG 2.2 §1.4.3).
 *
 * @returns what an operator is to change; undefined when all is well
 */
export function accentProblem(accent: string): string | undefined {
  if (!colourPattern.test(accent)) return 'must be a colour such as #0e5f55';
  const { on, wash } = lightShades(accent);
  const lowest = Math.min(...[on, paper, wash].map((ground) => contrast(accent, ground)));
  if (lowest >= least) return undefined;
  const found = (Math.floor(lowest * 10) / 10).toFixed(1);
  return `must be darker: text in or on it has a contrast of ${found}:1, and WCAG 2.2 AA asks for ${least}:1`;
}
