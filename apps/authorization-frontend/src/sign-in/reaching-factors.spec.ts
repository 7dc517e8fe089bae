import { SecondFactor } from '@latchkey/contracts';
import { reachingFactors } from './reaching-factors';

const { PASSKEY, TOTP, RECOVERY_CODE } = SecondFactor;
const secondFactors = [PASSKEY, TOTP, RECOVERY_CODE];

describe('reachingFactors', () => {
  it.each([
    ['anything', ['pwd'], [], secondFactors],
    ['several factors', ['pwd'], ['https://refeds.org/profile/mfa'], secondFactors],
    ['what cannot be phished', ['pwd'], ['phr'], [PASSKEY]],
    ['what cannot be phished, after a code', ['pwd', 'otp', 'mfa'], ['phr'], [PASSKEY]],
    ['a class that nobody reaches', ['pwd'], ['urn:unknown'], []],
  ])('finds what is left for %s', (_what, amr, acrValues, expected) => {
    expect(reachingFactors({ amr, secondFactors }, acrValues)).toEqual(expected);
  });
});
