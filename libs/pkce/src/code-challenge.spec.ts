import fc from 'fast-check';
import { parseCodeChallenge } from './code-challenge';
import { createCodeChallenge } from './code-verifier';

const invalidRequest = (description: RegExp) =>
  expect.objectContaining({ code: 'invalid_request', description: expect.stringMatching(description) });

// RFC 7636 appendix B.
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('parseCodeChallenge', () => {
  it('returns a challenge made with S256', () => {
    expect(parseCodeChallenge({ code_challenge: codeChallenge, code_challenge_method: 'S256' })).toBe(
      codeChallenge,
    );
  });

  it('takes the challenge of any verifier', () => {
    fc.assert(
      fc.property(fc.string(), (verifier) => {
        const code_challenge = createCodeChallenge(verifier);
        expect(parseCodeChallenge({ code_challenge, code_challenge_method: 'S256' })).toBe(code_challenge);
      }),
    );
  });

  it.each([{}, { code_challenge: '' }, { code_challenge_method: 'S256' }])(
    'says how to use PKCE when there is no challenge in %j',
    (parameters) => {
      expect(() => parseCodeChallenge(parameters)).toThrow(
        invalidRequest(/^code_challenge is missing.*code_challenge_method=S256/),
      );
    },
  );

  it.each([undefined, ''])('reads the method %j as plain and refuses it', (code_challenge_method) => {
    expect(() => parseCodeChallenge({ code_challenge: codeChallenge, code_challenge_method })).toThrow(
      invalidRequest(/^code_challenge_method is missing, which means plain/),
    );
  });

  it('refuses plain', () => {
    expect(() =>
      parseCodeChallenge({ code_challenge: codeChallenge, code_challenge_method: 'plain' }),
    ).toThrow(invalidRequest(/plain is not supported: use S256/));
  });

  it.each(['s256', 'S512', ' S256', 'none'])('refuses the method %j', (code_challenge_method) => {
    expect(() => parseCodeChallenge({ code_challenge: codeChallenge, code_challenge_method })).toThrow(
      invalidRequest(/must be S256/),
    );
  });

  it.each([
    ['one character too few', codeChallenge.slice(1)],
    ['one character too many', `A${codeChallenge}`],
    ['padding', `${codeChallenge}=`],
    ['the alphabet of plain Base64', `+${codeChallenge.slice(1)}`],
    ['a dot, which only a verifier may have', `.${codeChallenge.slice(1)}`],
    ['a line break', `${codeChallenge}\n`],
    ['SHA-256 in hexadecimal', 'a'.repeat(64)],
    ['a last character that no 32 bytes end with', `${codeChallenge.slice(0, -1)}N`],
  ])('refuses %s', (_, code_challenge) => {
    expect(() => parseCodeChallenge({ code_challenge, code_challenge_method: 'S256' })).toThrow(
      invalidRequest(/43 characters/),
    );
  });
});
