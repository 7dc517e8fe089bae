import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { newUserCode, parseUserCode } from './user-code';

const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const anyUserCode = fc
  .array(fc.constantFrom(...alphabet), { minLength: 8, maxLength: 8 })
  .map((characters) => characters.join(''));

describe('newUserCode', () => {
  it.each([
    [[0, 0, 0, 0, 0], '00000000'],
    [[255, 255, 255, 255, 255], 'ZZZZZZZZ'],
    [[0, 0, 0, 0, 1], '00000001'],
    [[128, 0, 0, 0, 0], 'G0000000'],
    [[0x76, 0x9c, 0x34, 0x80, 0xa0], 'ETE39050'],
  ])('writes the bytes %j as %s', (bytes, userCode) => {
    expect(newUserCode(() => Uint8Array.from(bytes))).toBe(userCode);
  });

  it('uses every character of the alphabet, and no other', () => {
    const codes = Array.from({ length: 500 }, () => newUserCode(randomBytes));
    expect(new Set(codes.join(''))).toEqual(new Set(alphabet));
    expect(codes.every((code) => code.length === 8)).toBe(true);
  });

  it('makes codes that are read as themselves', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 5, maxLength: 5 }), (bytes) => {
        const userCode = newUserCode(() => bytes);
        expect(parseUserCode(userCode)).toBe(userCode);
      }),
    );
  });
});

describe('parseUserCode', () => {
  it.each([
    ['ETE39050', 'as it is shown'],
    ['ete39050', 'in small letters'],
    ['Ete3 9050', 'with a space'],
    ['ETE3-9050', 'with a hyphen'],
    ['ETE3–9050', 'with a dash'],
    ['ETE3‑9050', 'with a hyphen that does not break'],
    ['  ETE39050\n', 'with space around it'],
    ['E-T-E-3-9-0-5-0', 'with a hyphen after each'],
    ['ETE3\u00a09050', 'with a space that does not break'],
    ['ETE39O5O', 'with the letter O for zero'],
    ['ete39o5o', 'with a small o for zero'],
  ])('reads %j, typed %s', (typed) => {
    expect(parseUserCode(typed)).toBe('ETE39050');
  });

  it.each(['1A1B1C1D', 'IALBiCld', 'ia1blc1d'])('reads I and L of %s as 1', (typed) => {
    expect(parseUserCode(typed)).toBe('1A1B1C1D');
  });

  it.each([
    ['nothing', ''],
    ['7 characters', 'ETE3905'],
    ['9 characters', 'ETE390500'],
    ['a U, which is no character of the alphabet and looks like none', 'ETE3905U'],
    ['an underscore', 'ETE3905_'],
    ['a full stop', 'ETE3.9050'],
    ['a letter with an accent', 'ETE3905é'],
    ['a letter that only becomes an S in capitals', 'ETE3905ſ'],
    ['full-width characters', 'ＥＴＥ３９０５０'],
    ['a null character', 'ETE39050\u0000'],
    ['more than 64 characters', `${' '.repeat(57)}ETE39050`],
    ['very much', 'ETE39050'.repeat(10_000)],
  ])('refuses %s', (_, typed) => {
    expect(parseUserCode(typed)).toBeUndefined();
  });

  it('reads a code however its letters are cased and its characters parted', () => {
    const separator = fc.constantFrom('', ' ', '-', '–', '\t', ' - ');
    fc.assert(
      fc.property(
        anyUserCode,
        fc.array(fc.tuple(separator, fc.boolean()), { minLength: 8, maxLength: 8 }),
        (userCode, spelling) => {
          const typed = [...userCode].map((character, place) => {
            const [before, small] = spelling[place] ?? ['', false];
            return before + (small ? character.toLowerCase() : character);
          });
          expect(parseUserCode(typed.join(''))).toBe(userCode);
        },
      ),
    );
  });

  it('never fails on arbitrary text, and returns nothing but user codes', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...alphabet, ...'OILUoilu -–'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(anything, (typed) => {
        const userCode = parseUserCode(typed);
        if (userCode !== undefined) expect(userCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
      }),
      { numRuns: 1000 },
    );
  });
});
