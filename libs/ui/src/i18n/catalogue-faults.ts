import type { Messages } from './catalogue';

/**
 * Finds what the types cannot see in a set of messages: texts that are empty, have other placeholders or
 * other code between backticks than the English one, or are still in English.
 *
 * @param options `same` names texts that may read as in English, such as names: a key, a group as `group.`,
 *   or either in one language alone as `de:key`
 * @returns a line per fault; empty when all is well
 */
export function catalogueFaults(
  translations: Readonly<Record<string, Messages>> & { readonly en: Messages },
  options: { same?: readonly string[] } = {},
): string[] {
  const original = flatten(translations.en);
  const names = (name: string, key: string) => (name.endsWith('.') ? key.startsWith(name) : key === name);
  const mayBeSame = (language: string, key: string) =>
    options.same?.some((name) => names(name, key) || names(name, `${language}:${key}`)) ?? false;
  return Object.entries(translations).flatMap(([language, messages]) => {
    const texts = flatten(messages);
    const missing = [...original.keys()].filter((key) => !texts.has(key));
    const unknown = [...texts.keys()].filter((key) => !original.has(key));
    const faults = [...texts].flatMap(([key, text]) => {
      const english = original.get(key);
      if (text.trim() === '') return [`${key} is empty`];
      if (english === undefined) return [];
      if (parts(text) !== parts(english)) return [`${key} has other placeholders or code`];
      return language !== 'en' && text === english && !mayBeSame(language, key)
        ? [`${key} is in English`]
        : [];
    });
    return [
      ...missing.map((key) => `${key} is missing`),
      ...unknown.map((key) => `${key} is not in English`),
      ...faults,
    ].map((fault) => `${language}: ${fault}`);
  });
}

function flatten(messages: Messages, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** Placeholders and code of a text, in an order that does not depend on the language. */
function parts(text: string): string {
  return [...text.matchAll(/\{\{.*?\}\}|`.*?`/g)]
    .map(([part]) => part)
    .sort()
    .join(' ');
}
