import { deviceMessages } from './messages';

describe('how long ago a device asked', () => {
  it.each([
    [0, 'less than a minute ago'],
    [59, 'less than a minute ago'],
    [60, 'a minute ago'],
    [150, '2 minutes ago'],
    [3599, '59 minutes ago'],
    [3600, 'an hour ago'],
    [7200, '2 hours ago'],
  ])('puts %i seconds into words', (seconds, words) => {
    expect(deviceMessages.ago(seconds)).toBe(words);
  });
});
