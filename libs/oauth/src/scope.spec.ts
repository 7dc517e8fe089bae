import fc from 'fast-check';
import { formatScope, parseScope } from './scope';

const invalidScope = (description: string | RegExp) =>
  expect.objectContaining({ code: 'invalid_scope', description: expect.stringMatching(description) });

describe('parseScope', () => {
  it('names no scope for a value that is absent or empty', () => {
    expect(parseScope(undefined)).toEqual([]);
    expect(parseScope('')).toEqual([]);
  });

  it('keeps the order and drops duplicates', () => {
    expect(parseScope('write read write admin read')).toEqual(['write', 'read', 'admin']);
  });

  it('tells scopes apart by case', () => {
    expect(parseScope('Read read')).toEqual(['Read', 'read']);
  });

  it('takes every character that RFC 6749 section 3.3 allows', () => {
    const scope = "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~";
    expect(parseScope(scope)).toEqual([scope]);
  });

  it.each(['a"b', 'a\\b', 'a\tb', 'a\nb', 'a\0b', 'a\x7fb', 'é', 'a\u00a0b'])('refuses %j', (value) => {
    expect(() => parseScope(value)).toThrow(invalidScope(/printable ASCII/));
  });

  it.each([' read', 'read ', 'read  write', ' '])('refuses stray spaces in %j', (value) => {
    expect(() => parseScope(value)).toThrow(invalidScope(/one space each/));
  });

  it('takes 100 scopes and refuses 101', () => {
    const scopes = Array.from({ length: 101 }, (_, index) => `s${index}`);
    expect(parseScope(scopes.slice(1).join(' '))).toHaveLength(100);
    expect(() => parseScope(scopes.join(' '))).toThrow(invalidScope(/more than 100 scopes/));
  });

  it('refuses a value that is longer than 4096 characters', () => {
    expect(parseScope('s'.repeat(4096))).toHaveLength(1);
    expect(() => parseScope('s'.repeat(4097))).toThrow(invalidScope(/longer than 4096/));
  });

  it('reads what formatScope wrote', () => {
    const scope = fc.string({
      unit: fc.integer({ min: 0x23, max: 0x5b }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.uniqueArray(scope, { maxLength: 50 }), (scopes) => {
        expect(parseScope(formatScope(scopes))).toEqual(scopes);
      }),
    );
  });
});
