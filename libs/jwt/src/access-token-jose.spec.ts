import { createPublicKey, type KeyObject } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import fc from 'fast-check';
import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { signAccessToken, verifyAccessToken } from './access-token';
import { assertAccessTokenClaims } from './access-token-claims';
import { algorithms, signingAlgorithms, type SigningAlgorithm } from './algorithms';
import { createKeySet, type KeySet } from './key-set';
import { generateSigningKey, type SigningKey } from './signing-key';

const now = 1_900_000_000;
const issuer = 'https://auth.example';
const audience = 'https://api.example/';
const clockToleranceSeconds = 2;
const claims = {
  iss: issuer,
  sub: 'user-1',
  aud: audience,
  exp: now + 300,
  iat: now,
  jti: 'token-1',
  client_id: 'demo-web',
  scope: 'read write',
};

let keys: Record<SigningAlgorithm, SigningKey>;
let keySet: KeySet;

beforeAll(async () => {
  const [ES256, RS256, EdDSA] = await Promise.all([
    generateSigningKey('ES256'),
    generateSigningKey('RS256'),
    generateSigningKey('EdDSA'),
  ]);
  keys = { ES256, RS256, EdDSA };
  keySet = createKeySet({ keys: signingAlgorithms.map((algorithm) => keys[algorithm].publicJwk) });
});

/** What verifyAccessToken decides; anything but a refusal is a defect. */
async function ours(token: string): Promise<object | 'refused'> {
  const clock = () => new Date(now * 1000);
  try {
    return await verifyAccessToken(token, { keySet, issuer, audience, clock, clockToleranceSeconds });
  } catch (error) {
    if (error instanceof OAuthError && error.code === 'invalid_token') return 'refused';
    throw error;
  }
}

/** What jose decides on the same rules. */
async function joses(token: string): Promise<object | 'refused'> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const key = keySet.get(String(kid));
    if (!key || typeof kid !== 'string') return 'refused';
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [key.algorithm],
      typ: 'at+jwt',
      issuer,
      audience,
      currentDate: new Date(now * 1000),
      clockTolerance: clockToleranceSeconds,
    });
    assertAccessTokenClaims(payload);
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof OAuthError) return 'refused';
    if (error instanceof TypeError) return 'refused'; // how decodeProtectedHeader refuses
    throw error;
  }
}

const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64url');

/** Signs whatever header and payload, so that what is wrong with them is not hidden by a wrong signature. */
function signAnything(header: string, payload: string, { algorithm, privateKey }: SigningKey): string {
  const signingInput = `${header}.${payload}`;
  return `${signingInput}.${encode(algorithms[algorithm].sign(Buffer.from(signingInput), privateKey))}`;
}

const anyKey = fc.constantFrom(...signingAlgorithms).map((algorithm) => () => keys[algorithm]);

const headerChanges: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    alg: fc.constantFrom<unknown>('ES256', 'RS256', 'EdDSA', 'Ed25519', 'PS256', 'HS256', 'none', 'es256', 7),
    typ: fc.oneof(
      fc.constantFrom<unknown>('AT+JWT', 'application/at+jwt', 'APPLICATION/at+jwt', 'JWT', '/at+jwt', null),
      fc.jsonValue(),
    ),
    kid: fc.oneof(fc.constantFrom<unknown>('', 'other', null, 7), fc.string()),
    cty: fc.jsonValue(),
    jku: fc.webUrl(),
    nonce: fc.string(),
  },
  { requiredKeys: [] },
);

const times = fc.oneof(
  fc.integer({ min: now - 5, max: now + 5 }),
  fc.double(),
  fc.constantFrom<unknown>(`${now}`, null, -1, 2 ** 53),
);
const claimChanges: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    iss: fc.oneof(fc.constantFrom<unknown>(`${issuer}/`, issuer.toUpperCase(), [issuer]), fc.jsonValue()),
    aud: fc.oneof(
      fc.constantFrom<unknown>([audience], ['other', audience], ['other'], [audience, 7], [], ''),
      fc.jsonValue(),
    ),
    exp: times,
    nbf: times,
    iat: times,
    sub: fc.jsonValue(),
    scope: fc.oneof(fc.constant(''), fc.jsonValue()),
    extra: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

async function expectAgreement(token: string): Promise<void> {
  expect(await ours(token)).toEqual(await joses(token));
}

describe('verifyAccessToken and jose', () => {
  it.each(signingAlgorithms)('accept the same token signed with %s', async (algorithm) => {
    const token = signAccessToken(claims, keys[algorithm]);
    expect(await ours(token)).toEqual(claims);
    await expectAgreement(token);
  });

  it('agree on every header', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, headerChanges, async (key, changes) => {
        const header = { alg: key().algorithm, typ: 'at+jwt', kid: key().kid, ...changes };
        await expectAgreement(
          signAnything(encode(JSON.stringify(header)), encode(JSON.stringify(claims)), key()),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('agree on every set of claims', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, claimChanges, async (key, changes) => {
        const header = encode(JSON.stringify({ alg: key().algorithm, typ: 'at+jwt', kid: key().kid }));
        await expectAgreement(signAnything(header, encode(JSON.stringify({ ...claims, ...changes })), key()));
      }),
      { numRuns: 500 },
    );
  });

  it('agree on every payload that is not claims at all', async () => {
    const json = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        `\uFEFF${JSON.stringify(claims)}`,
        ` ${JSON.stringify(claims)}\n`,
      ),
    );
    const bytes = fc.oneof(
      json.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(
        Buffer.from([0xff]),
        Buffer.from(`${JSON.stringify(claims).slice(0, -1)},"x":"é"}`, 'latin1'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyKey, bytes, async (key, payload) => {
        const header = encode(JSON.stringify({ alg: key().algorithm, typ: 'at+jwt', kid: key().kid }));
        await expectAgreement(signAnything(header, encode(payload), key()));
      }),
      { numRuns: 300 },
    );
  });

  it('agree on every signature', async () => {
    const change = fc.oneof(
      fc.tuple(fc.constant('bit' as const), fc.nat(511)),
      fc.tuple(fc.constantFrom('cut' as const, 'zeroes' as const, 'whole' as const), fc.nat(80)),
    );
    await fc.assert(
      fc.asyncProperty(anyKey, change, async (key, [kind, at]) => {
        const [header, payload, signature = ''] = signAccessToken(claims, key()).split('.');
        const bytes = Buffer.from(signature, 'base64url');
        const index = Math.floor(at / 8) % bytes.length;
        if (kind === 'bit') bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (at % 8)), index);
        if (kind === 'zeroes') bytes.fill(0, 0, Math.min(at, bytes.length));
        const changed = kind === 'cut' ? bytes.subarray(0, at) : bytes;
        await expectAgreement(`${header}.${payload}.${encode(changed)}`);
      }),
      { numRuns: 300 },
    );
  });

  it.each(signingAlgorithms)('refuse the signature of another form for %s', async (algorithm) => {
    const publicKey: KeyObject = createPublicKey(keys[algorithm].privateKey);
    const [header, payload] = signAccessToken(claims, keys[algorithm]).split('.');
    for (const signature of [new Uint8Array(64), publicKey.export({ type: 'spki', format: 'der' })]) {
      const token = `${header}.${payload}.${encode(signature)}`;
      expect(await ours(token)).toBe('refused');
      await expectAgreement(token);
    }
  });

  it('differ in strictness alone: whatever text is made of a token, what we accept jose accepts too', async () => {
    const noise = fc.constantFrom(
      '=',
      '==',
      ' ',
      '\n',
      '\t',
      '.',
      '+',
      '/',
      'A',
      'B',
      '\u00e9',
      '\0',
      '-',
      '_',
    );
    await fc.assert(
      fc.asyncProperty(anyKey, noise, fc.nat(700), fc.boolean(), async (key, character, at, replaced) => {
        const token = signAccessToken(claims, key());
        const index = at % (token.length + 1);
        const changed = token.slice(0, index) + character + token.slice(index + (replaced ? 1 : 0));
        const verdict = await ours(changed);
        if (changed === token) expect(verdict).toEqual(claims);
        else expect(verdict).toBe('refused');
        if (verdict !== 'refused') expect(await joses(changed)).toEqual(verdict);
      }),
      { numRuns: 500 },
    );
  });
});

describe('verifyAccessToken is stricter than jose:', () => {
  const header = (more: object = {}) =>
    encode(JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: keys.ES256.kid, ...more }));

  it('it refuses every second spelling of a signature', async () => {
    const token = signAccessToken(claims, keys.ES256);
    // 64 bytes are 86 characters, and the last of them has four bits that belong to no byte.
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const same = [...alphabet].filter(
      (other) => other !== last && alphabet.indexOf(other) >> 4 === alphabet.indexOf(last) >> 4,
    );
    expect(same).toHaveLength(15);
    for (const other of same) {
      const spelling = token.slice(0, -1) + other;
      expect(Buffer.from(spelling.split('.')[2] ?? '', 'base64url')).toEqual(
        Buffer.from(token.split('.')[2] ?? '', 'base64url'),
      );
      expect(await ours(spelling)).toBe('refused');
    }
  });

  it.each([{ crit: ['b64'], b64: true }, { crit: [] }, { crit: null }, { b64: true }, { b64: false }])(
    'it refuses the header members %j',
    async (members) => {
      const payload = encode(JSON.stringify(claims));
      expect(await ours(signAnything(header(), payload, keys.ES256))).toEqual(claims);
      expect(await ours(signAnything(header(members), payload, keys.ES256))).toBe('refused');
    },
  );

  it('it refuses padding and spaces even where they are signed', async () => {
    for (const suffix of ['=', '==', ' ', '\n']) {
      const payload = encode(JSON.stringify(claims));
      expect(await ours(signAnything(header(), payload + suffix, keys.ES256))).toBe('refused');
      expect(await ours(signAnything(header() + suffix, payload, keys.ES256))).toBe('refused');
    }
  });
});
