// In this order: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
const browsers: readonly [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
];

// An Android device calls itself Linux, and an iPhone Mac OS X, too.
const platforms: readonly [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['Mac', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Proposes a name for a passkey from what the browser calls itself: `Windows, Firefox`. They are names, so they
 * are the same in every language.
 */
export function proposePasskeyName(userAgent: string): string {
  const nameIn = (names: typeof browsers) => names.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return [nameIn(platforms), nameIn(browsers)].filter(Boolean).join(', ') || 'Passkey';
}
