import fc from 'fast-check';
import { foreignSubject } from './foreign-subject';

describe('the subject of a foreign issuer', () => {
  const issuer = fc.webUrl({ validSchemes: ['https'] });
  const sub = fc.string({ minLength: 1, maxLength: 60 }).filter((text) => /^[\x21-\x7E]+$/.test(text));

  it('names its issuer, and is no other subject', () => {
    fc.assert(
      fc.property(issuer, sub, issuer, sub, (iss, mine, otherIss, other) => {
        const subject = foreignSubject({ iss, sub: mine });
        expect(subject).toContain('#');
        const same = iss === otherIss && mine === other;
        expect(foreignSubject({ iss: otherIss, sub: other }) === subject).toBe(same);
      }),
    );
  });

  it.each([
    ['https://idp.example', ''],
    ['https://idp.example', 'two words'],
    ['https://idp.example', 'tab\t'],
    ['https://idp.example', 'é'],
    ['https://idp.example', 'x'.repeat(512)],
    ['https://idp.example#a', 'b'],
  ])('is refused for %j and %j', (iss, subject) => {
    expect(() => foreignSubject({ iss, sub: subject })).toThrow(
      expect.objectContaining({ code: 'invalid_grant' }),
    );
  });
});
