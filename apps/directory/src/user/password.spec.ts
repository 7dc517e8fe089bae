import { normalizePassword } from './password';

describe('normalizePassword', () => {
  it('gives composed and decomposed letters one form', () => {
    expect(normalizePassword('re\u0301sume\u0301')).toBe('r\u00e9sum\u00e9');
  });

  it('turns spaces of other scripts into the plain space', () => {
    expect(normalizePassword('correct\u00a0horse\u3000battery')).toBe('correct horse battery');
  });

  it('keeps case, surrounding spaces and compatibility characters apart', () => {
    for (const password of [' x', 'x ', 'X', '①', '1', 'ｘ', 'ﬁ']) {
      expect(normalizePassword(password)).toBe(password);
    }
  });

  it('refuses an empty password', () => expect(normalizePassword('')).toBeUndefined());

  it('accepts 1024 bytes and refuses 1025', () => {
    expect(normalizePassword('a'.repeat(1024))).toHaveLength(1024);
    expect(normalizePassword('a'.repeat(1025))).toBeUndefined();
    expect(normalizePassword('é'.repeat(513))).toBeUndefined();
  });
});
