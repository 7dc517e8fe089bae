import { createHash } from 'node:crypto';
import { createRecoveryCode, hashRecoveryCode } from './recovery-code';

describe('a recovery code', () => {
  it('is shown as four groups of four characters that are hard to mistake', () => {
    const codes = Array.from({ length: 500 }, createRecoveryCode);
    for (const code of codes) {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
    }
    expect(new Set(codes).size).toBe(500);
  });

  it('uses each of the 32 characters', () => {
    const seen = new Set(Array.from({ length: 500 }, createRecoveryCode).join('').replace(/-/g, ''));
    expect(seen.size).toBe(32);
  });

  it('is kept as a hash of what counts in it', () => {
    expect(hashRecoveryCode('0123-4567-89AB-CDEF')).toEqual(
      createHash('sha256').update('0123456789ABCDEF').digest(),
    );
  });

  it.each([
    ['lower case', '0123-4567-89ab-cdef'],
    ['no hyphens', '0123456789ABCDEF'],
    ['spaces', ' 0123 4567 89AB\tCDEF\n'],
    ['other dashes', '0123–4567—89AB‑CDEF'],
    ['letters that look like digits', 'Oi23-4567-89AB-CDEF'],
    ['the other letter that does', 'ol23-4567-89AB-CDEF'],
  ])('is the same with %s', (_, typed) => {
    expect(hashRecoveryCode(typed)).toEqual(hashRecoveryCode('0123-4567-89AB-CDEF'));
  });

  it.each([
    ['nothing', ''],
    ['too little', '0123-4567-89AB-CDE'],
    ['too much', '0123-4567-89AB-CDEF-0'],
    ['a character that is none of its own', '0123-4567-89AB-CDEU'],
    ['other digits', '0123-4567-89AB-CDE٣'],
    ['a long text', '0'.repeat(100_000)],
  ])('is not %s', (_, typed) => {
    expect(hashRecoveryCode(typed)).toBeUndefined();
  });
});
