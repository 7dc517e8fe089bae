import { createEphemeralStore, type EphemeralStore } from '@latchkey/storage';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import {
  createAssertionSigner,
  keySetOf,
  signAssertion,
  type AssertionSigner,
} from '../testing/test-assertion';
import { createTestSchema } from '../testing/test-schema';
import { InvalidAssertionError } from './invalid-assertion-error';
import { createPublishedKeys } from './published-keys';
import { createAssertionVerifier, type VerifyAssertion } from './verify-assertion';

// Hundreds of signatures in some tests, on a machine that may be busy.
jest.setTimeout(60_000);

const now = 1_900_000_000;
const clock = () => new Date(now * 1000);
const audiences = ['https://auth.example', 'https://auth.example/token/'];

let schema: Awaited<ReturnType<typeof createTestSchema>>;
let ephemeralStore: EphemeralStore;
let signer: AssertionSigner;
let stranger: AssertionSigner;
let verifyAssertion: VerifyAssertion;
let otherReplica: VerifyAssertion;
let jti = 0;

beforeAll(async () => {
  schema = await createTestSchema();
  ephemeralStore = await createEphemeralStore({
    pool: schema.pool,
    keyPrefix: 'issuer',
    onError: () => undefined,
  });
  signer = await createAssertionSigner('ES256', 'key-1');
  stranger = await createAssertionSigner('ES256', 'key-1');
  const replica = () => {
    const fetchKeySet = () => Promise.reject(new Error('nothing is fetched here'));
    return createAssertionVerifier({
      findKeys: createPublishedKeys({ fetchKeySet, clock }),
      ephemeralStore,
      clock,
    });
  };
  verifyAssertion = replica();
  otherReplica = replica();
});
afterAll(async () => {
  await ephemeralStore?.close();
  await schema?.drop();
});

const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: 'client-1',
  sub: 'client-1',
  aud: 'https://auth.example',
  iat: now,
  exp: now + 60,
  jti: `jti-${(jti += 1)}`,
  ...changes,
});
const expected = (keys = keySetOf(signer)) => ({
  keys: { jwksJson: keys, jwksUri: '' },
  issuer: 'client-1',
  subject: 'client-1',
  audiences,
});
const verify = async (changes: JWTPayload = {}, header: object = {}, by = signer) =>
  verifyAssertion(await signAssertion(claims(changes), by, header), expected());

describe('an assertion', () => {
  it('is verified and returned with its claims', async () => {
    expect(await verify({ jti: 'once', scope: 'flex:read' })).toEqual({
      iss: 'client-1',
      sub: 'client-1',
      jti: 'once',
      exp: now + 60,
      claims: claims({ jti: 'once', scope: 'flex:read' }),
    });
  });

  it.each(['ES256', 'RS256', 'PS256', 'EdDSA'] as const)('may be signed with %s', async (alg) => {
    const by = await createAssertionSigner(alg, 'key-1');
    const assertion = await signAssertion(claims(), by);
    expect((await verifyAssertion(assertion, expected(keySetOf(by)))).iss).toBe('client-1');
  });

  it('may name its key or leave it out, and may say that it is a JWT', async () => {
    const keys = expected(keySetOf(await createAssertionSigner('ES256', 'key-0'), signer));
    for (const header of [{ kid: 'key-1' }, { kid: undefined }, { typ: 'JWT' }]) {
      const assertion = await signAssertion(claims(), signer, header);
      expect((await verifyAssertion(assertion, keys)).iss).toBe('client-1');
    }
  });

  it('may call this server by any of its names, beside others', async () => {
    await verify({ aud: 'https://auth.example/token/' });
    await verify({ aud: ['https://elsewhere.example', 'https://auth.example'] });
  });

  it('bears clocks that are half a minute apart', async () => {
    await verify({ iat: now + 30, nbf: now + 30, exp: now + 330 });
    await verify({ iat: now - 60, exp: now - 29 });
    await verify({ iat: undefined, exp: now + 600 });
  });

  it('works once, at whichever replica', async () => {
    const assertion = await signAssertion(claims(), signer);
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? verifyAssertion : otherReplica)(assertion, expected()),
      ),
    );
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const again = await signAssertion(claims({ jti: `jti-${jti}`, exp: now + 61 }), signer);
    await expect(otherReplica(again, expected())).rejects.toThrow('its jti was presented before');
  });

  it('shares its jti with nobody else', async () => {
    const by = { ...expected(), issuer: 'client-2', subject: 'client-2' };
    await verify({ jti: 'shared' });
    const theirs = claims({ jti: 'shared', iss: 'client-2', sub: 'client-2' });
    expect((await verifyAssertion(await signAssertion(theirs, signer), by)).iss).toBe('client-2');
  });

  it('may be about anybody when no subject is expected', async () => {
    const { subject: _, ...anybody } = expected();
    const assertion = await signAssertion(claims({ sub: 'user-1' }), signer);
    expect((await verifyAssertion(assertion, anybody)).sub).toBe('user-1');
  });

  it('is not used up by a failed attempt', async () => {
    await expect(verify({ jti: 'kept', aud: 'https://elsewhere.example' })).rejects.toThrow();
    await expect(verify({ jti: 'kept' }, {}, stranger)).rejects.toThrow();
    expect((await verify({ jti: 'kept' })).jti).toBe('kept');
  });
});

describe('an assertion is refused', () => {
  const tooLong = 'x'.repeat(257);
  it.each<[string, JWTPayload]>([
    ['from another issuer', { iss: 'client-2' }],
    ['without an issuer', { iss: undefined }],
    ['about somebody else', { sub: 'client-2' }],
    ['about nobody', { sub: undefined }],
    ['for another server', { aud: 'https://elsewhere.example' }],
    ['for a server that is spelled in another way', { aud: 'https://auth.example/' }],
    ['for nobody', { aud: undefined }],
    ['for an empty list', { aud: [] }],
    ['without an end', { exp: undefined }],
    ['that has ended', { iat: now - 90, exp: now - 30 }],
    ['that ends too late', { iat: undefined, exp: now + 601 }],
    ['that ends never', { iat: undefined, exp: 1e308 }],
    ['that lives for too long', { iat: now - 1, exp: now + 300 }],
    ['that comes from the future', { iat: now + 31, exp: now + 60 }],
    ['that is not valid yet', { nbf: now + 31 }],
    ['without an identifier', { jti: undefined }],
    ['with an empty identifier', { jti: '' }],
    ['with an excessive identifier', { jti: tooLong }],
  ])('%s', async (_, changes) => {
    await expect(verify(changes)).rejects.toThrow(InvalidAssertionError);
  });

  it.each<[string, object]>([
    ['exp', { exp: '1900000060' }],
    ['iat', { iat: '1900000000' }],
    ['nbf', { nbf: null }],
    ['jti', { jti: 7 }],
    ['aud', { aud: { 0: 'https://auth.example' } }],
    ['sub', { sub: ['client-1'] }],
  ])('when %s has another type', async (_, changes) => {
    await expect(verify(changes as JWTPayload)).rejects.toThrow(InvalidAssertionError);
  });

  it.each<[string, object]>([
    ['made for another purpose', { typ: 'at+jwt' }],
    ['with an oddly written typ', { typ: ['JWT'] }],
    ['signed by a key that is not there', { kid: 'key-2' }],
    ['with an excessive kid', { kid: tooLong }],
  ])('%s', async (_, header) => {
    await expect(verify({}, header)).rejects.toThrow(InvalidAssertionError);
  });

  it('signed by somebody else', async () => {
    await expect(verify({}, {}, stranger)).rejects.toThrow('none of the keys made its signature');
  });

  it('unsigned, or signed with what is public', async () => {
    const unsigned = new UnsecuredJWT(claims()).encode();
    const hmac = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(Buffer.from(keySetOf(signer)));
    for (const assertion of [unsigned, hmac]) {
      await expect(verifyAssertion(assertion, expected())).rejects.toThrow('its alg is none of');
    }
  });

  it('with a header that has to be understood and is not', async () => {
    const assertion = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'ES256', crit: ['b64'], b64: true, x: 1 })
      .sign(signer.privateKey);
    const [, payload, signature] = assertion.split('.');
    const header = Buffer.from('{"alg":"ES256","crit":["x"],"x":1}').toString('base64url');
    await expect(verifyAssertion(`${header}.${payload}.${signature}`, expected())).rejects.toThrow(
      InvalidAssertionError,
    );
  });

  it('beyond 8 KiB', async () => {
    await expect(verify({ padding: 'x'.repeat(8_192) })).rejects.toThrow('longer than 8192 characters');
  });

  it('without keys, and never with a look at what they say', async () => {
    const assertion = await signAssertion(claims(), signer);
    for (const keys of ['', 'text', '{"keys":[]}']) {
      await expect(verifyAssertion(assertion, expected(keys))).rejects.toThrow(InvalidAssertionError);
    }
  });
});

describe('arbitrary assertions', () => {
  it('fail as invalid, whatever they are', async () => {
    const part = fc.oneof(
      fc.base64String({ maxLength: 40 }),
      fc.json({ maxDepth: 2 }).map((text) => Buffer.from(text).toString('base64url')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (assertion) => {
        await expect(verifyAssertion(assertion, expected())).rejects.toThrow(InvalidAssertionError);
      }),
      { numRuns: 300 },
    );
  });

  it('are refused when anything in a valid one was changed', async () => {
    const assertion = await signAssertion(claims(), signer);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(assertion.length - 1),
        fc.constantFrom(...alphabet),
        async (position, character) => {
          const changed = assertion.slice(0, position) + character + assertion.slice(position + 1);
          // The last character of a part has bits that stand for nothing.
          fc.pre(bytesOf(changed) !== bytesOf(assertion));
          await expect(verifyAssertion(changed, expected())).rejects.toThrow(InvalidAssertionError);
        },
      ),
      { numRuns: 300 },
    );
    expect((await verifyAssertion(assertion, expected())).iss).toBe('client-1');
  });

  it('are accepted when, and only when, every header and claim is as it must be', async () => {
    const valid = {
      iss: fc.constant('client-1'),
      sub: fc.constant('client-1'),
      aud: fc.constantFrom<unknown>(...audiences, [...audiences], ['x', ...audiences]),
      exp: fc.integer({ min: now - 29, max: now + 270 }),
      iat: fc.constantFrom(undefined, now - 29, now, now + 29),
      nbf: fc.constantFrom(undefined, now - 1_000, now + 30),
      typ: fc.constantFrom(undefined, 'JWT'),
    };
    const anything = fc.anything({ maxDepth: 1 });
    const wrong = {
      iss: fc.oneof(fc.constant('client-2'), anything),
      sub: fc.oneof(fc.constant('client-2'), anything),
      aud: fc.oneof(fc.webUrl(), fc.array(fc.webUrl()), anything),
      exp: fc.oneof(fc.integer({ max: now - 30 }), fc.integer({ min: now + 601 }), fc.string()),
      iat: fc.oneof(fc.integer({ min: now + 31 }), fc.string()),
      nbf: fc.oneof(fc.integer({ min: now + 31 }), fc.string()),
      typ: fc.string().filter((typ) => typ !== 'JWT'),
    };
    type Name = keyof typeof valid;
    const names = Object.keys(valid) as Name[];
    const candidate = fc
      .subarray(names, { maxLength: 2 })
      .chain((spoilt) =>
        fc.tuple(
          fc.constant(spoilt),
          fc.record(
            Object.fromEntries(names.map((name) => [name, (spoilt.includes(name) ? wrong : valid)[name]])),
          ),
        ),
      );
    await fc.assert(
      fc.asyncProperty(candidate, async ([spoilt, { typ, ...rest }]) => {
        const encodable = JSON.parse(
          JSON.stringify(rest, (_, value) => (typeof value === 'bigint' ? 0 : value)),
        );
        const assertion = await signRaw({ ...encodable, jti: `jti-${(jti += 1)}` }, typ);
        const outcome = await verifyAssertion(assertion, expected()).catch((error: unknown) => error);
        if (spoilt.length === 0) expect(outcome).toMatchObject({ iss: 'client-1' });
        else expect(outcome).toBeInstanceOf(InvalidAssertionError);
      }),
      { numRuns: 300 },
    );
  });
});

const bytesOf = (assertion: string) =>
  assertion
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
const signRaw = (payload: JWTPayload, typ: unknown) =>
  signAssertion(payload, signer, typ === undefined ? {} : { typ });
