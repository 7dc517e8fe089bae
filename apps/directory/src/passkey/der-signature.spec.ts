import { generateKeyPairSync, sign } from 'node:crypto';
import { isDerSignature } from './der-signature';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const fromHex = (hex: string) => Buffer.from(hex, 'hex');

describe('isDerSignature', () => {
  it('takes what signs, whatever the length of its numbers', () => {
    for (let count = 0; count < 500; count += 1) {
      expect(isDerSignature(sign('sha256', Buffer.from(`${count}`), privateKey))).toBe(true);
    }
  });

  it.each([
    ['the smallest numbers', '3006020101020101', true],
    ['a number with the first bit set behind a zero', '300702020080020101', true],
    ['a negative number', '3006020180020101', false],
    ['zero', '3006020100020101', false],
    ['a zero too many', '300702020001020101', false],
    ['a long form of the length', '308106020101020101', false],
    ['another length', '3007020101020101', false],
    ['something behind it', '300602010102010100', false],
    ['something behind its numbers', '300702010102010100', false],
    ['one number', '3003020101', false],
    ['a number without bytes', '30050200020101', false],
    ['a number that ends behind it', '3006020101020201', false],
    ['another tag', '3106020101020101', false],
    ['another tag of a number', '3006030101020101', false],
    ['a number of 34 bytes', `30270222${'01'.repeat(34)}020101`, false],
    ['nothing', '', false],
  ])('judges %s', (_, hex, is) => {
    expect(isDerSignature(fromHex(hex))).toBe(is);
  });
});
