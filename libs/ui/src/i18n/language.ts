/** The languages of the pages, as BCP 47 tags, and what each is called by those who speak it. */
export const languageNames = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  nl: 'Nederlands',
} as const;

/** A language of the pages. */
export type Language = keyof typeof languageNames;

/** Every language of the pages, in the order in which they are offered. */
export const languages = Object.keys(languageNames) as Language[];

/** What a page is written in when nothing says otherwise. */
export const defaultLanguage: Language = 'en';

/** Says whether a text is the tag of a language of the pages. */
export function isLanguage(tag: string | undefined): tag is Language {
  return tag !== undefined && Object.hasOwn(languageNames, tag);
}

/**
 * Finds the first of the preferred languages that the pages have: `de-CH` is served by `de` (RFC 4647 §3.4).
 *
 * @param preferred BCP 47 tags, best first
 */
export function lookupLanguage(preferred: readonly string[]): Language | undefined {
  return preferred.map((tag) => tag.split('-', 1)[0]?.toLowerCase()).find(isLanguage);
}

// A browser sends a handful; a list of thousands is not worth the time.
const maximumTags = 30;

/** Reads an Accept-Language header (RFC 9110 §12.5.4). Returns its tags, best first, without those that are refused. */
export function parseAcceptLanguage(header: string): string[] {
  return header
    .slice(0, 1_000)
    .split(',')
    .slice(0, maximumTags)
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0 && weight <= 1)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}
