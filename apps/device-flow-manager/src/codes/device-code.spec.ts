import fc from 'fast-check';
import { createHash, randomBytes } from 'node:crypto';
import { deviceCodeHash, newDeviceCode } from './device-code';

describe('newDeviceCode', () => {
  it('carries 256 random bits', () => {
    const bytes = randomBytes(32);
    const sizes: number[] = [];
    const deviceCode = newDeviceCode((size) => {
      sizes.push(size);
      return bytes;
    });
    expect(sizes).toEqual([32]);
    expect(Buffer.from(deviceCode, 'base64url')).toEqual(bytes);
  });

  it('is of a form that can be sent as it is', () => {
    expect(newDeviceCode(randomBytes)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('deviceCodeHash', () => {
  it('is the SHA-256 of the code', () => {
    const deviceCode = newDeviceCode(randomBytes);
    expect(deviceCodeHash(deviceCode)).toBe(createHash('sha256').update(deviceCode).digest('base64url'));
  });

  const deviceCode = 'A'.repeat(43);
  it.each([
    ['nothing', ''],
    ['42 characters', deviceCode.slice(1)],
    ['44 characters', `${deviceCode}A`],
    ['padding', `${deviceCode}=`],
    ['a line break at the end', `${deviceCode}\n`],
    ['a character of another base64', `${deviceCode.slice(1)}+`],
    ['a character outside ASCII', `${deviceCode.slice(1)}é`],
    ['very much', deviceCode.repeat(10_000)],
  ])('refuses %s', (_, presented) => {
    expect(deviceCodeHash(presented)).toBeUndefined();
  });

  it('never fails on arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (presented) => {
        expect(deviceCodeHash(presented) ?? 'A'.repeat(43)).toHaveLength(43);
      }),
    );
  });
});
