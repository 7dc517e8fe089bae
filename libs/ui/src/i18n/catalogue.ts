import { createInstance } from 'i18next';
import { defaultLanguage, type Language } from './language';

/** Texts by key, in groups. `{{name}}` stands for a value that is filled in. */
export interface Messages {
  readonly [key: string]: string | Messages;
}

/** The same keys in another language. */
export type Translated<Original> = {
  readonly [Key in keyof Original]: Original[Key] extends string ? string : Translated<Original[Key]>;
};

/** Path of a text: `group.key`. */
export type MessageKey<Original> = {
  [Key in keyof Original & string]: Original[Key] extends string
    ? Key
    : `${Key}.${MessageKey<Original[Key]>}`;
}[keyof Original & string];

type MessageAt<Original, Path> = Path extends `${infer Key}.${infer Rest}`
  ? Key extends keyof Original
    ? MessageAt<Original[Key], Rest>
    : never
  : Path extends keyof Original
    ? Original[Path]
    : never;

type Placeholder<Text> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** Puts a message into words; asks for the values of its placeholders, and for no others. */
export type Translate<Original> = <Key extends MessageKey<Original>>(
  key: Key,
  ...values: [Placeholder<MessageAt<Original, Key>>] extends [never]
    ? []
    : [Readonly<Record<Placeholder<MessageAt<Original, Key>>, string>>]
) => string;

/** Finds the texts of a language. */
export type Catalogue<Original> = (language: Language) => Translate<Original>;

/** One set of messages in every language. */
export type Translations<Original> = { readonly en: Original } & Readonly<
  Record<Exclude<Language, 'en'>, Translated<Original>>
>;

/**
 * Makes a catalogue of messages. English is the original: it says which keys and placeholders there are,
 * and another language that lacks a key does not compile.
 *
 * The texts are plain text: whoever renders them escapes them. Values are filled in as they are, whatever they hold.
 */
export function createCatalogue<const Original extends Messages>(
  translations: Translations<Original>,
): Catalogue<Original> {
  const i18n = createInstance({
    lng: defaultLanguage,
    resources: Object.fromEntries(
      Object.entries(translations).map(([language, messages]) => [language, { messages }]),
    ),
    defaultNS: 'messages',
    ns: 'messages',
    // Pages are rendered in one go, so nothing may be loaded later.
    initAsync: false,
    interpolation: { escapeValue: false },
  });
  void i18n.init();
  const translators = new Map(
    Object.keys(translations).map((language) => [language, i18n.getFixedT(language)]),
  );
  return (language) => {
    const translate = translators.get(language);
    if (!translate) throw new Error(`no messages in ${language}`);
    return (key, ...values) => translate(key, { ...values[0] });
  };
}
