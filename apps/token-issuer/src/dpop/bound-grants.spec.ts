import type { TokenResponse } from '@latchkey/contracts';
import { DEVICE_CODE, type OAuthError } from '@latchkey/oauth';
import { decodeJwt } from 'jose';
import { hashOf, parseOpaqueToken } from '../grant/opaque-token';
import { createGrantRepository } from '../grant/grant-repository';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver, type Prover } from '../testing/test-prover';

let test: TestIssuer;
let replica: TestIssuer;
let owner: Prover;
let thief: Prover;
beforeAll(async () => {
  test = await startTestIssuer();
  replica = await startTestIssuer({}, test);
  [owner, thief] = await Promise.all([createProver(test.now), createProver(test.now)]);
});
afterAll(async () => {
  await replica?.stop();
  await test?.stop();
});

type Parameters = Record<string, string>;
const send = async (grantType: string, parameters: Parameters, by?: Prover, clientId = 'web', at = test) =>
  exchange(at, clientId, grantType, parameters, [], by ? await by.prove() : '');
const redeem = (parameters: Parameters, by?: Prover) => send('authorization_code', parameters, by);
const refresh = (refresh_token: string, by?: Prover, at = test) =>
  send('refresh_token', { refresh_token }, by, 'web', at);
const boundGrant = async () => granted(await redeem((await authorize(test)).redemption, owner));
const refused = { code: 'invalid_grant' };
const keyOf = (answer: TokenResponse | OAuthError) => decodeJwt(granted(answer).accessToken)['cnf'];

describe('the refresh token that a public client got with a proof', () => {
  it('works with a fresh proof of the same key each time, and for bound tokens alone', async () => {
    let current = await boundGrant();
    for (let use = 0; use < 3; use += 1) {
      test.pass(60);
      current = granted(await refresh(current.refreshToken, owner));
      expect(current.tokenType).toBe('DPoP');
      expect(keyOf(current)).toEqual({ jkt: owner.thumbprint });
    }
  });

  it('is refused without a proof or with another key, in the words of one that never was, and stays good', async () => {
    const { refreshToken } = await boundGrant();
    const never = await refresh('A'.repeat(86));
    expect(never).toMatchObject(refused);
    for (const by of [undefined, thief]) expect(await refresh(refreshToken, by)).toEqual(never);
    expect(await refresh(refreshToken, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('stays good when a proof does not hold', async () => {
    const { refreshToken: refresh_token } = await boundGrant();
    const used = await owner.prove();
    await exchange(test, 'web', 'refresh_token', {}, [], used);
    for (const proof of [used, 'nonsense', await owner.prove({ htm: 'GET' })]) {
      expect(await exchange(test, 'web', 'refresh_token', { refresh_token }, [], proof)).toMatchObject({
        code: 'invalid_dpop_proof',
      });
    }
    expect(await refresh(refresh_token, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('gets the very same answer again for another proof of its key, at any replica, and for no other', async () => {
    const { refreshToken } = await boundGrant();
    const answer = await refresh(refreshToken, owner);
    expect(answer).toMatchObject({ tokenType: 'DPoP' });
    const many = Array.from({ length: 20 }, (_, n) => refresh(refreshToken, owner, n % 2 ? test : replica));
    for (const again of await Promise.all(many)) expect(again).toEqual(answer);
    for (const by of [undefined, thief])
      expect(await refresh(refreshToken, by, replica)).toMatchObject(refused);
  });

  it('does not count as reused by somebody who has not the key, and does by somebody who has', async () => {
    const { refreshToken } = await boundGrant();
    let current = granted(await refresh(refreshToken, owner)).refreshToken;
    test.pass(10);
    for (const by of [undefined, thief]) expect(await refresh(refreshToken, by)).toMatchObject(refused);
    current = granted(await refresh(current, owner)).refreshToken;
    test.pass(10);
    expect(await refresh(refreshToken, owner)).toMatchObject(refused);
    expect(await refresh(current, owner)).toMatchObject(refused);
  });

  it('is bound from the first proof on, when the grant began without', async () => {
    const first = granted(await redeem((await authorize(test)).redemption));
    expect(first.tokenType).toBe('Bearer');
    const bound = granted(await refresh(first.refreshToken, owner));
    expect(keyOf(bound)).toEqual({ jkt: owner.thumbprint });
    for (const by of [undefined, thief]) expect(await refresh(bound.refreshToken, by)).toMatchObject(refused);
    expect(await refresh(bound.refreshToken, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('is not rotated by the statement itself for another key', async () => {
    const { refreshToken } = await boundGrant();
    const { grantId, hash } = parseOpaqueToken(refreshToken)!;
    const grants = createGrantRepository(test.pool);
    const end = new Date(test.now().getTime() + 60_000);
    const rotate = (dpopJkt: string | undefined) =>
      grants.rotate(
        grantId,
        { hash, dpopJkt },
        { refreshToken: { hash: hashOf('next'), expiresAt: end }, accessTokenExpiresAt: end, dpopJkt: 'x' },
        { hash, rotatedAt: test.now(), sealedAnswer: Buffer.alloc(1) },
      );
    expect([await rotate(undefined), await rotate(thief.thumbprint)]).toEqual([false, false]);
    expect(await rotate(owner.thumbprint)).toBe(true);
    expect(await grants.find(grantId)).toMatchObject({ dpopJkt: owner.thumbprint });
  });
});

describe('the refresh token of a client that authenticates', () => {
  it('is bound to the client and not to a key: each access token has the key of its own request', async () => {
    registerConfidentialClient(test, 'bank', {
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['https://bank.example/callback'],
    });
    const client = { client_id: 'bank', redirect_uri: 'https://bank.example/callback' };
    const { redemption } = await authorize(test, { ...client, dpop_jkt: owner.thumbprint });
    const ask = async (grantType: string, parameters: Parameters, by?: Prover) =>
      exchangeConfidentially(test, 'bank', grantType, parameters, { dpopProof: by ? await by.prove() : '' });
    expect(await ask('authorization_code', redemption, thief)).toMatchObject(refused);
    const first = granted(await ask('authorization_code', redemption, owner));
    expect(keyOf(first)).toEqual({ jkt: owner.thumbprint });
    const second = granted(await ask('refresh_token', { refresh_token: first.refreshToken }, thief));
    expect(keyOf(second)).toEqual({ jkt: thief.thumbprint });
    expect(await ask('refresh_token', { refresh_token: second.refreshToken })).toMatchObject({
      tokenType: 'Bearer',
    });
  });
});

describe('a device code', () => {
  const poll = (device_code: string, by?: Prover) => send(DEVICE_CODE, { device_code }, by, 'tv');

  it('gives a bound grant, and its answer again to a fresh proof of that key alone', async () => {
    const answer = granted(await poll('code-1', owner));
    expect(keyOf(answer)).toEqual({ jkt: owner.thumbprint });
    test.pass(30);
    expect(await poll('code-1', owner)).toEqual(answer);
    for (const by of [undefined, thief]) expect(await poll('code-1', by)).toMatchObject(refused);
    const again = (by?: Prover) => send('refresh_token', { refresh_token: answer.refreshToken }, by, 'tv');
    for (const by of [undefined, thief]) expect(await again(by)).toMatchObject(refused);
    expect(await again(owner)).toMatchObject({ tokenType: 'DPoP' });
  });
});
