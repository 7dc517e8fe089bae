import { generateSigningKey, type SigningKey } from '@latchkey/jwt';
import { DpopProofError } from './dpop-error';
import { createPossessionCheck } from './possession';
import { makeProof, type ChangedProof } from './testing/dpop-client';
import { claimsOf, start } from './testing/test-tokens';
import { tokenFromClaims } from './validated-token';

const url = 'https://api.example.com/devices';
const accessToken = 'the.access.token';

describe('createPossessionCheck', () => {
  let key: SigningKey;
  let stranger: SigningKey;
  let now = start;
  const clock = () => new Date(now);
  const bearer = tokenFromClaims(claimsOf());
  const bound = () => tokenFromClaims(claimsOf({ cnf: { jkt: key.kid } }));
  const request = async (changed?: ChangedProof, by = key) => ({
    method: 'GET',
    url: `${url}?page=1`,
    proof: await makeProof(by, { method: 'GET', url, accessToken, now }, changed),
  });
  const refusal = (check: () => void) => {
    try {
      check();
    } catch (error) {
      return error;
    }
    throw new Error('not refused');
  };

  beforeAll(async () => {
    [key, stranger] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  });
  beforeEach(() => {
    now = start;
  });

  it('lets a bearer token pass that is presented as one', () => {
    const possession = createPossessionCheck({ clock });
    expect(() => possession.require(bearer, accessToken, undefined)).not.toThrow();
    expect(possession.needsNone(bearer)).toBe(true);
  });

  it('lets a bound token pass with a proof of its key', async () => {
    const possession = createPossessionCheck({ clock });
    const dpop = await request();
    expect(() => possession.require(bound(), accessToken, dpop)).not.toThrow();
    expect(possession.needsNone(bound())).toBe(false);
  });

  it('refuses a bound token without a proof, and a bearer token with one', async () => {
    const possession = createPossessionCheck({ clock });
    const dpop = await request();
    for (const error of [
      refusal(() => possession.require(bound(), accessToken, undefined)),
      refusal(() => possession.require(bearer, accessToken, dpop)),
    ]) {
      expect(error).toMatchObject({ code: 'invalid_token' });
      expect(error).not.toBeInstanceOf(DpopProofError);
    }
  });

  it.each<[string, ChangedProof]>([
    ['another method', { htm: 'POST' }],
    ['another address', { htu: 'https://evil.example/devices' }],
    ['another access token', { ath: 'x'.repeat(43) }],
    ['another time', { iat: start / 1000 - 61 }],
  ])('refuses a proof for %s, in public words that tell nothing of it', async (_, changed) => {
    const possession = createPossessionCheck({ clock });
    const dpop = await request(changed);
    const error = refusal(() => possession.require(bound(), accessToken, dpop));
    expect(error).toBeInstanceOf(DpopProofError);
    expect(String((error as DpopProofError).description)).not.toContain('evil');
  });

  it('refuses a proof by another key, whose holder has stolen the token', async () => {
    const possession = createPossessionCheck({ clock });
    const dpop = await request({}, stranger);
    expect(refusal(() => possession.require(bound(), accessToken, dpop))).toBeInstanceOf(DpopProofError);
  });

  it('takes each proof once, to the end of its life', async () => {
    const possession = createPossessionCheck({ clock });
    const dpop = await request({ iat: start / 1000 + 5 });
    possession.require(bound(), accessToken, dpop);
    for (const later of [0, 30_000, 64_000, 66_000]) {
      now = start + later;
      expect(refusal(() => possession.require(bound(), accessToken, dpop))).toBeInstanceOf(DpopProofError);
    }
  });

  it('does not burn the identifier of a proof that does not hold, nor that of another key', async () => {
    const possession = createPossessionCheck({ clock });
    const jti = 'the-same';
    const bad = await request({ jti, htm: 'POST' });
    refusal(() => possession.require(bound(), accessToken, bad));
    const good = await request({ jti });
    possession.require(bound(), accessToken, good);
    const ofAnother = tokenFromClaims(claimsOf({ cnf: { jkt: stranger.kid } }));
    const theirs = await request({ jti }, stranger);
    expect(() => possession.require(ofAnother, accessToken, theirs)).not.toThrow();
  });

  it('refuses, rather than forget, when it can remember no more, and recovers', async () => {
    const possession = createPossessionCheck({ clock, maximumProofs: 2 });
    for (let n = 0; n < 2; n += 1) possession.require(bound(), accessToken, await request());
    const third = await request();
    expect(refusal(() => possession.require(bound(), accessToken, third))).toMatchObject({
      code: 'temporarily_unavailable',
      retryAfterSeconds: 65,
    });
    now = start + 180_000;
    const later = await request();
    expect(() => possession.require(bound(), accessToken, later)).not.toThrow();
  });

  it('takes a bound token without a proof where a proxy has checked it, and only when told so', async () => {
    const behind = createPossessionCheck({ clock, checkedInFront: true });
    expect(behind.needsNone(bound())).toBe(true);
    expect(() => behind.require(bound(), accessToken, undefined)).not.toThrow();
    const stolen = await request({}, stranger);
    expect(refusal(() => behind.require(bound(), accessToken, stolen))).toBeInstanceOf(DpopProofError);
  });
});
