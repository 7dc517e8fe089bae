import { isLanguage, lookupLanguage, parseAcceptLanguage } from './language';

describe('lookupLanguage', () => {
  it.each([
    [['de'], 'de'],
    [['de-CH', 'fr'], 'de'],
    [['PT', 'FR-ca'], 'fr'],
    [['zh-Hant-TW'], undefined],
    [['*'], undefined],
    [['constructor', '__proto__'], undefined],
    [[], undefined],
  ])('serves %j with %s', (preferred, language) => {
    expect(lookupLanguage(preferred)).toBe(language);
  });
});

describe('parseAcceptLanguage', () => {
  it.each([
    ['de-DE,de;q=0.9,en;q=0.8', ['de-DE', 'de', 'en']],
    ['en;q=0.3, nl ; q=0.7 ,it', ['it', 'nl', 'en']],
    ['fr;q=0, es;q=0.1', ['es']],
    ['fr;q=x, es;q=7, it', ['it']],
    ['', []],
    [',,;q=1', []],
  ])('reads %j by weight', (header, tags) => {
    expect(parseAcceptLanguage(header)).toEqual(tags);
  });

  it('reads no more than a browser would send', () => {
    expect(parseAcceptLanguage('a,'.repeat(100_000))).toHaveLength(30);
  });
});

describe('isLanguage', () => {
  it.each([undefined, '', 'EN', 'toString', 'de-DE'])('refuses %j', (tag) => {
    expect(isLanguage(tag)).toBe(false);
  });
});
