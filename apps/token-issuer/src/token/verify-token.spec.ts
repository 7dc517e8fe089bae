import { createKeySet, generateSigningKey, signAccessToken, type AccessTokenClaims } from '@latchkey/jwt';
import { randomBytes } from 'node:crypto';
import { sealAccessToken } from './opaque-access-token';
import { createTokenVerification } from './verify-token';

const issuer = 'https://auth.example';
const start = 1_900_000_000;
let now = start;
const clock = () => new Date(now * 1000);
beforeEach(() => (now = start));

const claims = (changes: Partial<AccessTokenClaims> = {}): AccessTokenClaims => ({
  iss: issuer,
  sub: 'user-1',
  aud: 'https://api.example/',
  iat: start,
  exp: start + 600,
  jti: 'token-1',
  client_id: 'web',
  ...changes,
});

/** A ring of one key, which can be replaced. */
async function startKeys() {
  const make = async () => {
    const signing = await generateSigningKey('ES256');
    const secret = randomBytes(32);
    return { signing, secret, keySet: createKeySet({ keys: [signing.publicJwk] }) };
  };
  let current = await make();
  const keyRing = {
    get keySet() {
      return current.keySet;
    },
    secretFor: (kid: string) => (kid === current.signing.kid ? current.secret : undefined),
  };
  return {
    jwt: (changes?: Partial<AccessTokenClaims>) => signAccessToken(claims(changes), current.signing),
    opaque: (changes?: Partial<AccessTokenClaims>) =>
      sealAccessToken(claims(changes), { kid: current.signing.kid, secret: current.secret }),
    replace: async () => (current = await make()),
    verify: createTokenVerification({ issuer, keyRing, clock }),
  };
}

describe.each(['jwt', 'opaque'] as const)('verification of a token in the format %s', (format) => {
  it('says the same the first time and afterwards', async () => {
    const keys = await startKeys();
    const token = keys[format]();
    expect(await keys.verify(token)).toEqual(claims());
    expect(await keys.verify(token)).toEqual(claims());
  });

  it('waits for nothing when the token was verified before', async () => {
    const keys = await startKeys();
    const token = keys[format]();
    await keys.verify(token);
    expect(keys.verify(token)).toEqual(claims());
  });

  it('ends with the token, remembered or not', async () => {
    const keys = await startKeys();
    const [seen, unseen] = [keys[format](), keys[format]({ jti: 'token-2' })];
    now = start + 599;
    expect(await keys.verify(seen)).toBeDefined();
    now = start + 600;
    expect(await keys.verify(seen)).toBeUndefined();
    expect(await keys.verify(unseen)).toBeUndefined();
  });

  it('forgets what was verified when the keys change', async () => {
    const keys = await startKeys();
    const token = keys[format]();
    expect(await keys.verify(token)).toBeDefined();
    await keys.replace();
    expect(await keys.verify(token)).toBeUndefined();
    expect(await keys.verify(keys[format]())).toBeDefined();
  });

  it('does not take tokens of another issuer', async () => {
    const keys = await startKeys();
    expect(await keys.verify(keys[format]({ iss: 'https://other.example' }))).toBeUndefined();
  });
});

it('does not take a text that is longer than any token', async () => {
  const { verify } = await startKeys();
  expect(await verify('a'.repeat(1_000_000))).toBeUndefined();
});
