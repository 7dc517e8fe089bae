import { acrOf, acrValues, isAcr, reachesAcr, type AuthenticationMethod } from './authentication-context';

const [single, several, phishingResistant] = acrValues;

describe('acrOf', () => {
  it.each<[AuthenticationMethod[], string | undefined]>([
    [[], undefined],
    [['user'], undefined],
    [['otp'], undefined],
    [['pwd'], single],
    [['hwk'], single],
    [['pwd', 'otp', 'mfa'], several],
    [['pwd', 'hwk', 'mfa'], phishingResistant],
    [['swk', 'user', 'mfa'], phishingResistant],
    // What a method is called to be does not count: what was shown does.
    [['pwd', 'mfa'], single],
  ])('finds the class of %j', (methods, acr) => {
    expect(acrOf(methods)).toBe(acr);
  });
});

describe('reachesAcr', () => {
  it('is true for the same class and weaker ones, and false for stronger ones', () => {
    for (const [place, acr] of acrValues.entries()) {
      for (const [other, wanted] of acrValues.entries())
        expect(reachesAcr(acr, [wanted])).toBe(place >= other);
    }
  });

  it('is satisfied by one of several, and by any class when none is wanted', () => {
    expect(reachesAcr(several, [phishingResistant, several])).toBe(true);
    expect(reachesAcr(single, [phishingResistant, several])).toBe(false);
    expect(reachesAcr('', [])).toBe(true);
  });

  it('knows no class but its own', () => {
    for (const unknown of ['', 'phrh', 'PHR', '__proto__']) {
      expect(isAcr(unknown)).toBe(false);
      expect(reachesAcr(phishingResistant, [unknown])).toBe(false);
      expect(reachesAcr(unknown, [single])).toBe(false);
    }
  });
});
