import fc from 'fast-check';
import { normalizeContinuation } from './continuation';

describe('normalizeContinuation', () => {
  it.each([
    '',
    'to=account&page=security',
    'request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Ax_Y-9&ui_locales=de-CH+de',
    'to=device&user_code=ETE3+9050',
  ])('carries "%s"', (continuation) => {
    expect(normalizeContinuation(continuation)).toBe(continuation);
  });

  it.each([
    ['an address', 'user_code=http%3A%2F%2Fevil.example&to=device', 'to=device'],
    ['a host', 'user_code=evil.example', ''],
    ['another token', 'token=abc&to=account', 'to=account'],
    ['what is no parameter of a page', 'Call us=now&to=account', 'to=account'],
    ['a line end', 'to=account%0D%0ABcc:+eve@example.com', ''],
    ['an empty value', 'to=', ''],
  ])('leaves out %s', (_what, typed, continuation) => {
    expect(normalizeContinuation(typed)).toBe(continuation);
  });

  it('refuses what is too long, before or after encoding', () => {
    expect(normalizeContinuation('a'.repeat(1_025))).toBeUndefined();
    expect(normalizeContinuation(`a=${':'.repeat(250)}&b=${':'.repeat(250)}`)).toBeUndefined();
  });

  it('gives what an address can hold, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_100 }), (typed) => {
        expect(normalizeContinuation(typed) ?? '').toMatch(/^[A-Za-z0-9%&=._*+-]{0,1024}$/);
      }),
    );
  });
});
