import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  createFamilyKey,
  createOpaqueToken,
  hashOf,
  isOfFamily,
  parseOpaqueToken,
  sameHash,
} from './opaque-token';

describe('an opaque token', () => {
  it('leads back to its grant', () => {
    const grantId = randomUUID();
    const token = createOpaqueToken(grantId, createFamilyKey());
    expect(parseOpaqueToken(token.value)).toEqual({ grantId, value: token.value, hash: hashOf(token.value) });
  });

  it('is told from one that was never issued for the grant', () => {
    const grantId = randomUUID();
    const key = createFamilyKey();
    const forged = createOpaqueToken(grantId, createFamilyKey());
    expect(isOfFamily(createOpaqueToken(grantId, key), key)).toBe(true);
    expect(isOfFamily(forged, key)).toBe(false);
  });

  it('is no longer of its family when one character differs', () => {
    const key = createFamilyKey();
    const { value } = createOpaqueToken(randomUUID(), key);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.constantFrom(...alphabet), (at, character) => {
        const changed = value.slice(0, at) + character + value.slice(at + 1);
        const parsed = parseOpaqueToken(changed);
        // The last character carries two bits that no byte uses: only a change of the bytes counts.
        const sameBytes = Buffer.from(changed, 'base64url').equals(Buffer.from(value, 'base64url'));
        expect(parsed !== undefined && isOfFamily(parsed, key)).toBe(sameBytes);
        if (changed !== value) expect(hashOf(changed).equals(hashOf(value))).toBe(false);
      }),
    );
  });

  it('never repeats', () => {
    const key = createFamilyKey();
    const grantId = randomUUID();
    const values = Array.from({ length: 100 }, () => createOpaqueToken(grantId, key).value);
    expect(new Set(values).size).toBe(100);
  });

  it('is not read from arbitrary text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseOpaqueToken(text) === undefined));
    expect(parseOpaqueToken(`${createOpaqueToken(randomUUID(), createFamilyKey()).value}A`)).toBeUndefined();
  });
});

it('compares hashes of different lengths without throwing', () => {
  expect(sameHash(Buffer.alloc(32), Buffer.alloc(31))).toBe(false);
});
