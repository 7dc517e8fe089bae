import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createCodeChallenge, createCodeVerifier, verifyCodeVerifier } from './code-verifier';

const refusal = (code: string, description: RegExp) =>
  expect.objectContaining({ code, description: expect.stringMatching(description) });

// RFC 7636 appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const codeChallenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const unreserved = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'];
const anyVerifier = fc.string({ unit: fc.constantFrom(...unreserved), minLength: 32, maxLength: 128 });

describe('createCodeChallenge', () => {
  it('gives the challenge of RFC 7636 appendix B', () => {
    expect(createCodeChallenge(verifier)).toBe(codeChallenge);
  });
});

describe('createCodeVerifier', () => {
  it('makes a verifier that a strict deployment takes, another each time', () => {
    const verifiers = Array.from({ length: 100 }, createCodeVerifier);
    expect(new Set(verifiers).size).toBe(100);
    for (const made of verifiers) {
      expect(made).toMatch(/^[\w-]{43}$/);
      verifyCodeVerifier(made, createCodeChallenge(made), { minimumLength: 43 });
    }
  });
});

describe('verifyCodeVerifier', () => {
  it('accepts the verifier of RFC 7636 appendix B', () => {
    expect(() => verifyCodeVerifier(verifier, codeChallenge)).not.toThrow();
  });

  it('accepts every verifier of 32 to 128 unreserved characters', () => {
    fc.assert(
      fc.property(anyVerifier, (any) => {
        verifyCodeVerifier(any, createCodeChallenge(any));
      }),
    );
  });

  it('refuses a verifier that differs in one character', () => {
    fc.assert(
      fc.property(anyVerifier, fc.nat(), fc.constantFrom(...unreserved), (any, position, other) => {
        const index = position % any.length;
        fc.pre(any[index] !== other);
        const changed = any.slice(0, index) + other + any.slice(index + 1);
        expect(() => verifyCodeVerifier(changed, createCodeChallenge(any))).toThrow(
          refusal('invalid_grant', /does not match/),
        );
      }),
    );
  });

  it('refuses the challenge itself as the verifier', () => {
    expect(() => verifyCodeVerifier(codeChallenge, codeChallenge)).toThrow(
      refusal('invalid_grant', /does not match/),
    );
  });

  it.each(['', codeChallenge.slice(1), `${codeChallenge}=`, codeChallenge.toLowerCase()])(
    'matches nothing with the malformed challenge %j',
    (malformed) => {
      expect(() => verifyCodeVerifier(verifier, malformed)).toThrow(
        refusal('invalid_grant', /does not match/),
      );
    },
  );

  it.each([undefined, ''])('refuses a missing verifier (%j)', (missing) => {
    expect(() => verifyCodeVerifier(missing, codeChallenge)).toThrow(
      refusal('invalid_request', /^code_verifier is missing/),
    );
  });

  it('accepts a UUID without hyphens, and refuses it where 43 characters are asked for', () => {
    const uuid = randomUUID().replaceAll('-', '');
    expect(() => verifyCodeVerifier(uuid, createCodeChallenge(uuid))).not.toThrow();
    expect(() => verifyCodeVerifier(uuid, createCodeChallenge(uuid), { minimumLength: 43 })).toThrow(
      refusal('invalid_request', /has 32 characters: it must have 43 to 128/),
    );
  });

  it.each([
    [31, 32],
    [129, 32],
    [42, 43],
    [129, 43],
  ])('refuses %i characters when at least %i are asked for', (length, minimumLength) => {
    const any = 'a'.repeat(length);
    expect(() => verifyCodeVerifier(any, createCodeChallenge(any), { minimumLength })).toThrow(
      refusal('invalid_request', /characters: it must have/),
    );
  });

  it.each(['+', '/', '=', ' ', '%', '\n', '\0', 'é', '€'])('refuses the character %j', (character) => {
    const any = 'a'.repeat(42) + character;
    expect(() => verifyCodeVerifier(any, createCodeChallenge(any))).toThrow(
      refusal('invalid_request', /character that is not allowed/),
    );
  });

  it('never puts the verifier in an error', () => {
    expect.assertions(3);
    for (const secret of ['short-secret', `long-secret-${verifier.repeat(3)}`, verifier]) {
      try {
        verifyCodeVerifier(secret, createCodeChallenge('another'));
      } catch (error) {
        expect(JSON.stringify([error, String(error)])).not.toContain(secret.slice(0, 11));
      }
    }
  });
});
