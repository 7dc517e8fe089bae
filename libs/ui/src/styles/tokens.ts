import { darkShades, lightShades, type AccentShades } from '../look/accent';

/**
 * Makes the design tokens: every colour, size and font that the other sheets use, in light and in dark.
 * Text colours keep 4.5:1, and the lines of controls 3:1, on every ground that they are used on
 * (WCAG 2.2 §1.4.3, §1.4.11).
 */
export function createTokens(accent: string): string {
  const [light, dark] = [lightShades(accent), darkShades(accent)];
  return `
:root {
  color-scheme: light dark;

  --paper: #f5f4ef;
  --surface: #ffffff;
  --sunken: #f3f2ec;
  --ink: #17211f;
  --ink-soft: #525d5a;
  --line: #e0ddd3;
  --line-strong: #7d8783;
  --frame: #26312f;

${shades(light)}
  --danger: #a3271c;
  --danger-wash: #fcedea;
  --warning: #6f4700;
  --warning-wash: #fcf2db;
  --focus: #1a5fd0;
  --shadow: 0 1px 2px rgb(23 33 31 / 5%), 0 12px 32px -12px rgb(23 33 31 / 14%);

  --font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  --mono: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  --small: 0.875rem;
  --target: 2.875rem;
  --radius: 0.625rem;
  --radius-large: 1rem;
}

@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0f1514;
    --surface: #171e1d;
    --sunken: #111817;
    --ink: #e9eeec;
    --ink-soft: #a5b1ad;
    --line: #2b3533;
    --line-strong: #77837f;
    --frame: #3a4744;

${shades(dark)}
    --danger: #ffa498;
    --danger-wash: #351b18;
    --warning: #f0c674;
    --warning-wash: #2f2613;
    --focus: #8fb8ff;
    --shadow: 0 1px 2px rgb(0 0 0 / 40%), 0 16px 40px -16px rgb(0 0 0 / 60%);
  }
}
`;
}

function shades({ accent, deep, on, wash }: AccentShades): string {
  return `  --accent: ${accent};
  --accent-deep: ${deep};
  --on-accent: ${on};
  --accent-wash: ${wash};`;
}
