import type { AccessTokenClaims } from '@latchkey/jwt';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import { isOpaqueAccessToken, openAccessToken, sealAccessToken } from './opaque-access-token';

const claims: AccessTokenClaims = {
  iss: 'https://auth.example',
  sub: 'user-1',
  aud: ['https://a.example/', 'https://b.example/'],
  iat: 1_900_000_000,
  exp: 1_900_000_600,
  jti: 'token-1',
  client_id: 'web',
  scope: 'flex:read',
  act: { sub: 'service' },
};
const keys = new Map(['key-1', 'key-2'].map((kid) => [kid, randomBytes(32)]));
const secretFor = (kid: string) => keys.get(kid);
const sealed = (kid = 'key-1') => sealAccessToken(claims, { kid, secret: keys.get(kid)! });

describe('an opaque access token', () => {
  it('opens to the claims that were sealed, under whichever key still verifies', () => {
    expect(openAccessToken(sealed('key-1'), secretFor)).toEqual(claims);
    expect(openAccessToken(sealed('key-2'), secretFor)).toEqual(claims);
  });

  it('shows nothing of its claims, and is new each time', () => {
    expect(sealed()).not.toBe(sealed());
    const content = Buffer.from(sealed().split('.')[1]!, 'base64url').toString('latin1');
    for (const value of ['user-1', 'web', 'flex:read']) expect(content).not.toContain(value);
  });

  it('fits into an Authorization header (RFC 6750 §2.1)', () => {
    expect(sealed()).toMatch(/^[A-Za-z0-9._~+/-]+=*$/);
    expect(isOpaqueAccessToken(sealed())).toBe(true);
  });

  it('is worth nothing once its key is gone, or under another key of that name', () => {
    expect(openAccessToken(sealed(), () => undefined)).toBeUndefined();
    expect(openAccessToken(sealed(), () => randomBytes(32))).toBeUndefined();
    expect(openAccessToken(sealed().replace('key-1', 'key-2'), secretFor)).toBeUndefined();
  });

  it('opens for no change to it', () => {
    const token = sealed();
    const change = fc.tuple(fc.nat(token.length - 1), fc.string({ maxLength: 2 }));
    fc.assert(
      fc.property(change, ([at, text]) => {
        const changed = token.slice(0, at) + text + token.slice(at + 1);
        fc.pre(changed !== token);
        const opened = openAccessToken(changed, secretFor);
        // The last character carries bits that mean nothing: then the bytes are the same.
        const same = Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(
          Buffer.from(token.split('.')[1]!, 'base64url'),
        );
        if (!same) expect(opened).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', 'lk_at_', 'lk_at_key-1.', 'lk_at_key-1.AAAA', 'a.b.c', `lk_at_${'k'.repeat(200)}.AAAA`])(
    'is not %j',
    (text) => {
      expect(openAccessToken(text, secretFor)).toBeUndefined();
    },
  );
});
