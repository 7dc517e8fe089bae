import { PasswordProblem } from '@latchkey/contracts';
import fc from 'fast-check';
import { judgePassword, passwordMinimumLength } from './password-policy';

const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' };
const problemOf = (typed: string, owner = ada) => {
  const judged = judgePassword(typed, owner);
  return 'problem' in judged ? judged.problem : undefined;
};

describe('judgePassword', () => {
  it.each([
    'correct horse battery staple',
    'gewürztraminer im keller',
    'xkq7-vbn2-plw9',
    '8302749165920374',
    '🐢🐇🦊🐻🐼🦁🐯🐨🐸🐵🐔🐧',
    'ich wohne in der Nähe von Ada',
    'lovelace wrote the first program',
  ])('takes %s', (typed) => {
    expect(problemOf(typed)).toBeUndefined();
  });

  it('counts characters, not bytes or halves of characters, and after normalisation', () => {
    expect(problemOf('')).toBe(PasswordProblem.TOO_SHORT);
    expect(problemOf('xkq7-vbn2-p')).toBe(PasswordProblem.TOO_SHORT);
    expect(problemOf('🐢🐇🦊🐻🐼🦁🐯🐨🐸🐵🐔')).toBe(PasswordProblem.TOO_SHORT);
    // Eleven letters, one of them of two code points until they are composed.
    expect(problemOf('xkqvbnplwhe\u0301')).toBe(PasswordProblem.TOO_SHORT);
    expect(judgePassword('xkqvbnplwhze\u0301', ada)).toEqual({ password: 'xkqvbnplwhzé' });
    expect(passwordMinimumLength).toBe(12);
  });

  it('refuses more than 1024 bytes', () => {
    const long = Array.from({ length: 300 }, (_, n) => `${n * 7919} `).join('');
    expect(problemOf(long.slice(0, 1_024))).toBeUndefined();
    expect(problemOf(long.slice(0, 1_025))).toBe(PasswordProblem.TOO_LONG);
  });

  it.each([
    'unbelievable',
    'QwertyUIOP123',
    'password1234',
    'Password1234!!',
    '!!2024monkey!!',
    'passwordpassword',
    'Password1Password1',
    'dragondragon99',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    '121212121212',
    'abcdefghijklm',
    '01234567890123',
    '9876543210987',
    'nopqrstuvwxyz1',
  ])('refuses %s, one of those that are tried first', (typed) => {
    expect(problemOf(typed)).toBe(PasswordProblem.COMMON);
  });

  it.each([
    'ada.lovelace@example.com',
    'AdaLovelace1815',
    'Lovelace Ada!!',
    'lovelace-lovelace',
    'exampleAda99!',
    'ada@example.com',
  ])('refuses %s, hardly more than the account itself', (typed) => {
    expect(problemOf(typed)).toBe(PasswordProblem.LIKE_ACCOUNT);
  });

  it('does not hold short names against passwords', () => {
    const owner = { email: 'x@y.example', name: 'Al Bo' };
    expect(problemOf('alabaster bo tie', owner)).toBeUndefined();
  });

  it('judges anything in little time', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1_100 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '1', ' '), maxLength: 1_100 }),
    );
    fc.assert(
      fc.property(anything, fc.emailAddress(), fc.string(), (typed, email, name) => {
        const begin = performance.now();
        judgePassword(typed, { email, name });
        expect(performance.now() - begin).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });
});
