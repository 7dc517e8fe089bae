import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ClientAuthenticationMethod } from '@latchkey/contracts';
import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { decodeJwt } from 'jose';
import { createGrantRepository } from '../grant/grant-repository';
import { parseOpaqueToken } from '../grant/opaque-token';
import { granted } from '../testing/confidential-clients';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver, type ChangedProof, type Prover } from '../testing/test-prover';

let test: TestIssuer;
let owner: Prover;
let thief: Prover;
beforeAll(async () => {
  test = await startTestIssuer();
  [owner, thief] = await Promise.all([createProver(test.now), createProver(test.now)]);
});
afterAll(() => test?.stop());

type Parameters = Record<string, string>;
const redeem = async (parameters: Parameters, by?: Prover) =>
  exchange(test, 'web', 'authorization_code', parameters, [], by ? await by.prove() : '');
const refused = { code: 'invalid_grant' };

describe('a code whose request named a key with dpop_jkt', () => {
  it('is redeemed with a proof of that key, and not burned by anybody else', async () => {
    const { redemption } = await authorize(test, { dpop_jkt: owner.thumbprint });
    const never = await redeem({ ...redemption, code: 'A'.repeat(86) });
    for (const by of [undefined, thief]) expect(await redeem(redemption, by)).toEqual(never);
    const answer = granted(await redeem(redemption, owner));
    expect(decodeJwt(answer.accessToken)['cnf']).toEqual({ jkt: owner.thumbprint });
    expect(answer.tokenType).toBe('DPoP');
    expect(await redeem(redemption, owner)).toMatchObject(refused);
  });

  it('is not redeemed by the statement itself for another key', async () => {
    const { redemption } = await authorize(test, { dpop_jkt: owner.thumbprint });
    const { grantId, hash } = parseOpaqueToken(redemption.code)!;
    const end = new Date(test.now().getTime() + 60_000);
    const issued = { refreshToken: null, accessTokenExpiresAt: end, grantExpiresAt: end, dpopJkt: null };
    const grants = createGrantRepository(test.pool);
    const once = (dpopJkt: string | undefined) =>
      grants.redeemCodeOnce({ grantId, hash, dpopJkt }, issued, test.now());
    expect([await once(undefined), await once(thief.thumbprint)]).toEqual([false, false]);
    expect([await once(owner.thumbprint), await once(owner.thumbprint)]).toEqual([true, false]);
  });

  it('is bound again when the approval is repeated', async () => {
    const { approval, redemption } = await authorize(test, { dpop_jkt: owner.thumbprint });
    const { location } = await test.authorization.approveAuthorizationRequest(approval);
    const code = new URL(location).searchParams.get('code') ?? '';
    expect(await redeem({ ...redemption, code }, thief)).toMatchObject(refused);
    expect(await redeem({ ...redemption, code }, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it.each(['x', 'x'.repeat(44), `${'x'.repeat(42)}=`])(
    'is not given for the malformed key %s',
    async (dpop_jkt) => {
      await expect(authorize(test, { dpop_jkt })).rejects.toThrow('dpop_jkt');
    },
  );
});

describe('a pushed request with a proof', () => {
  const web = { method: ClientAuthenticationMethod.NONE, clientId: 'web' };
  const verifier = createCodeVerifier();
  const request = {
    redirect_uri: 'https://web.example/callback',
    response_type: 'code',
    code_challenge: createCodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  const push = async (dpopProof: string, more: Parameters = {}) =>
    (
      await test.device.authorization.pushAuthorizationRequest({
        clientAuthentication: web,
        parameters: { ...request, ...more },
        dpopProof,
      })
    ).outcome;
  const proof = (by: Prover, changed: ChangedProof = {}) => by.prove({ htu: `${issuer}/par/`, ...changed });
  const refusal = (code: string) => ({ case: 'refused', value: { location: '', error: { code } } });

  it.each([
    ['alone', () => ({})],
    ['and dpop_jkt for the same key', () => ({ dpop_jkt: owner.thumbprint })],
  ])('leads to a code for its key: %s', async (_, more) => {
    const outcome = await push(await proof(owner, { htu: `${issuer}/par` }), more());
    if (outcome.case !== 'accepted') throw new Error('refused');
    const { requestUri } = outcome.value;
    await test.authorization.pushAuthorizationRequest({
      parameters: { client_id: 'web', request_uri: requestUri, dpop_jkt: thief.thumbprint },
    });
    const { location } = await test.authorization.approveAuthorizationRequest({
      requestUri,
      subject: 'user-1',
      authTime: timestampFromDate(test.now()),
      scopes: ['flex:read'],
    });
    const code = new URL(location).searchParams.get('code') ?? '';
    const redemption = { code, redirect_uri: request.redirect_uri, code_verifier: verifier };
    for (const by of [undefined, thief]) expect(await redeem(redemption, by)).toMatchObject(refused);
    expect(await redeem(redemption, owner)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('is refused when dpop_jkt names another key', async () => {
    const outcome = await push(await proof(owner), { dpop_jkt: thief.thumbprint });
    expect(outcome).toMatchObject(refusal('invalid_request'));
  });

  it('is refused with a proof that is used up, for another endpoint, or none', async () => {
    const used = await proof(owner);
    expect((await push(used)).case).toBe('accepted');
    for (const wrong of [used, await owner.prove(), 'nonsense']) {
      expect(await push(wrong)).toMatchObject(refusal('invalid_dpop_proof'));
    }
  });
});
