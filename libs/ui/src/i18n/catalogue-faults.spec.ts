import { shellTranslations } from '../messages';
import { catalogueFaults } from './catalogue-faults';

const en = { a: 'Hello {{name}}', b: { c: 'with `code`', d: 'Code' } };

describe('catalogueFaults', () => {
  it('finds nothing wrong with the words of the shell', () => {
    expect(catalogueFaults(shellTranslations, { same: ['title', 'es:errorTitle'] })).toEqual([]);
  });

  it.each([
    ['a text that is missing', { a: 'Tag {{name}}', b: { c: 'mit `code`' } }, 'de: b.d is missing'],
    [
      'a text that English does not have',
      { ...en, a: 'Tag {{name}}', b: { c: 'mit `code`', d: 'Kode', e: 'E' } },
      'de: b.e is not in English',
    ],
    ['an empty text', { a: 'Tag {{name}}', b: { c: ' ', d: 'Kode' } }, 'de: b.c is empty'],
    [
      'another placeholder',
      { a: 'Tag {{nam}}', b: { c: 'mit `code`', d: 'Kode' } },
      'de: a has other placeholders or code',
    ],
    [
      'other code',
      { a: 'Tag {{name}}', b: { c: 'mit `kode`', d: 'Kode' } },
      'de: b.c has other placeholders or code',
    ],
    [
      'an untranslated text',
      { a: 'Tag {{name}}', b: { c: 'mit `code`', d: 'Code' } },
      'de: b.d is in English',
    ],
  ])('finds %s', (_what, de, fault) => {
    expect(catalogueFaults({ en, de })).toEqual([fault]);
  });

  it('leaves alone what may be the same, one by one or by group', () => {
    const de = { a: 'Tag {{name}}', b: en.b };
    expect(catalogueFaults({ en, de }, { same: ['b.c', 'b.d'] })).toEqual([]);
    expect(catalogueFaults({ en, de }, { same: ['de:b.'] })).toEqual([]);
    expect(catalogueFaults({ en, de }, { same: ['fr:b.', 'de:b.d'] })).toEqual(['de: b.c is in English']);
  });
});
