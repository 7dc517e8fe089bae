import { formatAgo, formatDuration, formatMoment, formatRegion } from './format';

/** Some languages put a non-breaking space between number and unit. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('formatAgo', () => {
  it.each([
    ['en', 0, 'now'],
    ['en', 59, '59 seconds ago'],
    ['en', 60, '1 minute ago'],
    ['de', 150, 'vor 2 Minuten'],
    ['fr', 3599, 'il y a 59 minutes'],
    ['es', 3600, 'hace 1 hora'],
    ['it', 7200, '2 ore fa'],
    ['nl', 90_000, '25 uur geleden'],
  ] as const)('says in %s how long ago %i seconds are', (language, seconds, text) => {
    expect(plain(formatAgo(language, seconds))).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    ['en', 5, '5 seconds'],
    ['de', 60, '60 Sekunden'],
    ['fr', 61, '2 minutes'],
    ['nl', 600, '10 minuten'],
  ] as const)('says in %s how long %i seconds are', (language, seconds, text) => {
    expect(plain(formatDuration(language, seconds))).toBe(text);
  });
});

describe('formatMoment', () => {
  it.each([
    ['en', 'January 2, 2030 at 3:04:05 PM UTC'],
    ['de', '2. Januar 2030 um 15:04:05 UTC'],
  ] as const)('writes date and time in %s', (language, text) => {
    expect(plain(formatMoment(language, new Date('2030-01-02T15:04:05Z')))).toBe(text);
  });
});

describe('formatRegion', () => {
  it.each([
    ['de', 'AT', 'Österreich'],
    ['fr', 'DE-HH', 'Allemagne (DE-HH)'],
    ['en', 'Bavaria', 'Bavaria'],
    ['en', 'de', 'de'],
    ['en', '<b>', '<b>'],
  ] as const)('says in %s where %s is', (language, region, text) => {
    expect(formatRegion(language, region)).toBe(text);
  });
});
