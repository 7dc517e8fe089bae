import { createCatalogue, type Translations } from './catalogue';

const english = {
  greeting: 'Hello {{name}}',
  group: { plain: 'Plain & simple', two: '{{a}}, {{b}}, {{a}}' },
} as const;
const other = { greeting: 'Tag {{name}}', group: { plain: 'Schlicht', two: '{{b}} {{a}}' } };
const translations: Translations<typeof english> = {
  en: english,
  de: other,
  fr: other,
  es: other,
  it: other,
  nl: other,
};
const catalogue = createCatalogue(translations);

describe('createCatalogue', () => {
  it('finds a text by language and key, and fills in its values', () => {
    expect(catalogue('en')('greeting', { name: 'Ada' })).toBe('Hello Ada');
    expect(catalogue('de')('greeting', { name: 'Ada' })).toBe('Tag Ada');
    expect(catalogue('en')('group.two', { a: '1', b: '2' })).toBe('1, 2, 1');
  });

  it('leaves escaping to whoever renders', () => {
    expect(catalogue('en')('group.plain')).toBe('Plain & simple');
    expect(catalogue('en')('greeting', { name: '<b>' })).toBe('Hello <b>');
  });

  it.each(['{{name}}', '{{a}}', '$t(group.plain)', '$&', '__proto__', 'a.b:c'])(
    'takes the value %s for text and nothing else',
    (name) => {
      expect(catalogue('en')('greeting', { name })).toBe(`Hello ${name}`);
      expect(catalogue('en')('group.two', { a: name, b: name })).toBe(`${name}, ${name}, ${name}`);
    },
  );

  it('does not compile with a key or a placeholder that does not exist, or without a value', () => {
    const translate = catalogue('en');
    // @ts-expect-error no such key
    expect(translate('group.none')).toBe('group.none');
    // @ts-expect-error the value is missing
    translate('greeting');
    // @ts-expect-error no such placeholder
    translate('greeting', { nam: 'Ada' });
    // @ts-expect-error a key is missing
    const incomplete: Translations<typeof english> = { ...translations, it: { greeting: 'Ciao' } };
    expect(incomplete.it).toBeDefined();
  });
});
