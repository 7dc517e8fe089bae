import { createHmac, createPublicKey } from 'node:crypto';
import { generateSigningKey, signAccessToken, type SigningKey } from '@latchkey/jwt';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { createTokenValidator, type AccessTokenValidator } from './create-token-validator';
import { createIssuerFeed, type IssuerFeed } from './issuer-feed';
import { startTestIssuer, type TestIssuer } from './testing/test-issuer';
import { audience, claimsOf, issuer as issuerId, start } from './testing/test-tokens';
import { until } from './testing/until';

const quiet = { info: () => undefined, warn: () => undefined };
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token validator', () => {
  let issuer: TestIssuer;
  let feed: IssuerFeed;
  let validator: AccessTokenValidator;
  let stranger: SigningKey;

  beforeAll(async () => {
    stranger = await generateSigningKey();
    issuer = await startTestIssuer();
    const { connection, clock } = issuer;
    feed = createIssuerFeed({ connection, clock, logger: quiet });
    validator = createTokenValidator({ issuer: issuerId, audience, feed, clock });
    await until(() => feed.isCurrent());
  });
  beforeEach(() => {
    issuer.asked.length = 0;
  });
  afterAll(async () => {
    feed.close();
    await issuer.close();
  });

  const forge = (header: object, claims: object = claimsOf(), signature = 'AA') =>
    `${encode(header)}.${encode(claims)}.${signature}`;
  const own = () => ({ alg: 'ES256', typ: 'at+jwt', kid: issuer.key.kid });
  const sign = (header: object, claims: object = claimsOf()) =>
    new SignJWT({ ...claims }).setProtectedHeader({ ...own(), ...header }).sign(issuer.key.privateKey);
  const confuse = (secret: string) => {
    const input = forge({ ...own(), alg: 'HS256' }, claimsOf(), '').slice(0, -1);
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };

  it.each<[string, () => string | Promise<string>]>([
    ['is empty', () => ''],
    ['is three parts of garbage', () => 'a.b.c'],
    ['is three parts that are no JSON', () => 'YWJj.YWJj.YWJj'],
    ['has ended', () => issuer.issue({ exp: start / 1000 })],
    ['is not valid yet', () => sign({}, { ...claimsOf(), nbf: start / 1000 + 1 })],
    ['never ends', () => sign({}, { ...claimsOf(), exp: undefined })],
    ['is for another resource', () => issuer.issue({ aud: `${audience}x` })],
    ['is for no resource', () => sign({}, { ...claimsOf(), aud: undefined })],
    ['is from another issuer', () => issuer.issue({ iss: 'https://evil.example' })],
    ['is from an issuer whose name ends in a slash more', () => issuer.issue({ iss: `${issuerId}/` })],
    ['is an ID token', () => sign({ typ: 'JWT' })],
    ['is a token introspection', () => sign({ typ: 'token-introspection+jwt' })],
    ['is a proof of possession', () => sign({ typ: 'dpop+jwt' })],
    ['has no type', () => sign({ typ: undefined })],
    ['is unsigned', () => forge({ ...own(), alg: 'none' })],
    ['is unsigned, in other letters', () => forge({ ...own(), alg: 'nOnE' })],
    ['is signed with the public key in PEM as a shared secret', () => confuse(pemOf(issuer.key))],
    ['is signed with the JWK as a shared secret', () => confuse(JSON.stringify(issuer.key.publicJwk))],
    ['has another payload', () => replacePart(issuer.issue(), 1, encode({ ...claimsOf(), sub: 'admin' }))],
    [
      'has another header',
      () => replacePart(issuer.issue(), 0, encode({ ...own(), jku: 'https://evil.example' })),
    ],
    [
      'has the signature of another',
      () => replacePart(issuer.issue(), 2, partOf(issuer.issue({ jti: 'x' }), 2)),
    ],
    ['has a signature that is cut', () => issuer.issue().slice(0, -4)],
    [
      'has a signature of zeros',
      () => replacePart(issuer.issue(), 2, Buffer.alloc(64).toString('base64url')),
    ],
    ['is signed by somebody else under the same kid', () => signAs(stranger, issuer.key)],
    ['brings its own key', () => sign({ jwk: stranger.publicJwk, kid: stranger.kid })],
    ['names no key', () => sign({ kid: undefined })],
    ['has critical extensions', () => forge({ ...own(), crit: ['exp'] })],
    ['is longer than any token', () => `${issuer.issue()}${'A'.repeat(8192)}`],
  ])('refuses a token that %s, and bothers nobody', async (_, make) => {
    await expect(validator.validate(await make())).rejects.toMatchObject({ code: 'invalid_token' });
    expect(issuer.asked).toEqual([]);
  });

  it.each(['garbage', 'x'.repeat(64), 'a.b', 'a.b.c.d.e', 'opaque token', 'é'.repeat(40)])(
    'refuses opaque garbage: %j',
    async (token) => {
      await expect(validator.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
    },
  );

  it('asks for keys at most once a second, whatever keys a flood of tokens names', async () => {
    issuer.keyCalls = 0;
    const flood = Array.from({ length: 300 }, (_, n) => forge({ ...own(), kid: `kid-${n}` }));
    for (const token of flood) {
      await expect(validator.validate(token)).rejects.toMatchObject({ code: 'invalid_token' });
    }
    expect(issuer.keyCalls).toBeLessThanOrEqual(1);
    expect(issuer.asked).toEqual([]);
  });

  it('says the same words to the client whatever is wrong', async () => {
    const tokens = [
      issuer.issue({ exp: start / 1000 }),
      'a.b.c',
      signAs(stranger, issuer.key),
      'x'.repeat(50),
    ];
    const outcomes = await Promise.allSettled(tokens.map((token) => validator.validate(token)));
    const words = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.description);
    expect(new Set(words).size).toBe(1);
  });

  it('never lets in, and never breaks on, arbitrary text', async () => {
    const part = fc.oneof(fc.string(), fc.base64String(), fc.json());
    const token = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        await expect(validator.validate(text)).rejects.toMatchObject({ code: 'invalid_token' });
      }),
    );
  });

  it('lets in no token with one character changed', async () => {
    const token = issuer.issue();
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...'AZaz09-_.'), async (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        await expect(validator.validate(changed)).rejects.toMatchObject({ code: 'invalid_token' });
      }),
    );
  });
});

function pemOf({ publicJwk }: SigningKey): string {
  return createPublicKey({ key: { ...publicJwk }, format: 'jwk' })
    .export({ format: 'pem', type: 'spki' })
    .toString();
}

function signAs(signer: SigningKey, named: SigningKey): string {
  return signAccessToken(claimsOf(), { ...signer, kid: named.kid });
}

function partOf(token: string, index: number): string {
  return token.split('.')[index] ?? '';
}

function replacePart(token: string, index: number, part: string): string {
  return token.split('.').with(index, part).join('.');
}
