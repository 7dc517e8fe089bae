import { createTotpSecret, matchingStep, totpUri } from './totp-code';

// RFC 6238 appendix B, SHA-1: the last six digits of the eight that it gives.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('a one-time password', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is at %i s what RFC 6238 says', (seconds, code) => {
    expect(matchingStep(secret, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('counts one step before and after its own, and no longer', () => {
    const [code, step] = ['050471', 37_037_037];
    for (const seconds of [step * 30 - 30, step * 30, step * 30 + 59]) {
      expect(matchingStep(secret, code, at(seconds))).toBe(step);
    }
    for (const seconds of [step * 30 - 31, step * 30 + 60]) {
      expect(matchingStep(secret, code, at(seconds))).toBeUndefined();
    }
  });

  it('may be typed with spaces', () => {
    expect(matchingStep(secret, ' 050 471\n', at(1_111_111_111))).toBe(37_037_037);
  });

  it.each([
    '',
    '050472',
    '50471',
    '0050471',
    '05047l',
    '０５０４７１',
    '0504 71 0',
    '-50471',
    '0'.repeat(100_000),
  ])('is not %j', (typed) => {
    expect(matchingStep(secret, typed, at(1_111_111_111))).toBeUndefined();
  });
});

describe('the secret of an authenticator application', () => {
  it('has 160 random bits as base32', () => {
    const secrets = Array.from({ length: 100 }, createTotpSecret);
    for (const made of secrets) expect(made).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(secrets).size).toBe(100);
  });

  it('goes into a URI that names the account', () => {
    const uri = new URL(totpUri({ secret, issuer: 'auth.example.com', email: 'ada+x@example.com' }));
    expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(uri.pathname)).toBe('/auth.example.com:ada+x@example.com');
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'auth.example.com' });
  });
});
