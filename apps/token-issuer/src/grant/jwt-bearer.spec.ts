import { JWT_BEARER, type OAuthError } from '@latchkey/oauth';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair, type CryptoKey, type JWTPayload } from 'jose';
import { randomUUID } from 'node:crypto';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import { otherResource, resource } from '../testing/test-clients';
import { exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver } from '../testing/test-prover';

const idp = 'https://idp.example';
const otherIdp = 'https://other-idp.example';

let test: TestIssuer;
let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
beforeAll(async () => {
  test = await startTestIssuer();
  keys = await generateKeyPair('ES256');
  const other = await generateKeyPair('ES256');
  const jwksOf = async (key: CryptoKey) =>
    JSON.stringify({ keys: [{ ...(await exportJWK(key)), use: 'sig' }] });
  const assertionIssuers = [
    { issuer: idp, jwksJson: await jwksOf(keys.publicKey) },
    { issuer: otherIdp, jwksJson: await jwksOf(other.publicKey) },
    { issuer: `${idp}#part`, jwksJson: await jwksOf(keys.publicKey) },
  ];
  const grantTypes = [JWT_BEARER, 'refresh_token'];
  registerConfidentialClient(test, 'partner', { grantTypes, assertionIssuers });
  registerConfidentialClient(test, 'stranger', { grantTypes });
  registerConfidentialClient(test, 'public', {
    grantTypes,
    assertionIssuers,
    tokenEndpointAuthMethod: 'none',
  });
});
afterAll(() => test?.stop());

const assert = (changes: JWTPayload = {}, key = keys.privateKey) => {
  const now = test.now().getTime() / 1000;
  return new SignJWT({
    iss: idp,
    sub: 'mike',
    aud: issuer,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...changes,
  })
    .setProtectedHeader({ alg: 'ES256' })
    .sign(key);
};
const redeem = (assertion: string, more: Record<string, string> = {}, resources: string[] = []) =>
  exchangeConfidentially(test, 'partner', JWT_BEARER, { assertion, ...more }, { resources });

describe('an assertion of a registered issuer', () => {
  it('becomes an access token for whom it names, without a grant or a refresh token', async () => {
    const answer = granted(await redeem(await assert()));
    expect(answer).toMatchObject({ tokenType: 'Bearer', refreshToken: '', issuedTokenType: '' });
    const claims = decodeJwt(answer.accessToken);
    expect(claims).toMatchObject({
      sub: `${idp}#mike`,
      client_id: 'partner',
      aud: resource,
      scope: 'flex:read flex:control',
    });
    expect(claims).not.toHaveProperty('grant_id');
    expect(claims).not.toHaveProperty('auth_time');
  });

  it.each(['/token/', '/token'])('may be meant for the token endpoint as %s', async (path) => {
    expect(await redeem(await assert({ aud: issuer + path }))).toMatchObject({ tokenType: 'Bearer' });
  });

  it('becomes a token that is bound to the key of the proof that comes with it', async () => {
    const { thumbprint, prove } = await createProver(test.now);
    const assertion = await assert();
    const send = (dpopProof: string) =>
      exchangeConfidentially(test, 'partner', JWT_BEARER, { assertion }, { dpopProof });
    // The assertion is not used up by a proof that does not hold.
    expect(await send('nonsense')).toMatchObject({ code: 'invalid_dpop_proof' });
    const answer = granted(await send(await prove()));
    expect(answer.tokenType).toBe('DPoP');
    expect(decodeJwt(answer.accessToken)).toMatchObject({ cnf: { jkt: thumbprint } });
  });

  it("never speaks for this server's own users and clients", async () => {
    for (const sub of ['user-1', 'service', `${issuer}#user-1`]) {
      const { sub: subject } = decodeJwt(granted(await redeem(await assert({ sub }))).accessToken);
      expect(subject).toBe(`${idp}#${sub}`);
    }
  });

  it('works once, at whichever replica', async () => {
    const assertion = await assert();
    const replica = await startTestIssuer({}, test);
    try {
      const once = { assertion };
      const answers = await Promise.all(
        [test, replica, test, replica].map((at) => exchangeConfidentially(at, 'partner', JWT_BEARER, once)),
      );
      expect(answers.filter((answer) => 'accessToken' in answer)).toHaveLength(1);
    } finally {
      await replica.stop();
    }
  });

  it('is not used up by a request that asks for too much', async () => {
    const assertion = await assert();
    expect(await redeem(assertion, { scope: 'admin' })).toMatchObject({ code: 'invalid_scope' });
    expect(await redeem(assertion, {}, [otherResource])).toMatchObject({ code: 'invalid_target' });
    expect(await redeem(assertion, { scope: 'flex:read' })).toMatchObject({ scope: 'flex:read' });
  });
});

describe('a bad assertion', () => {
  it('is refused in the same words, whatever is wrong with it', async () => {
    const now = test.now().getTime() / 1000;
    const used = await assert();
    await redeem(used);
    const wrong = await Promise.all([
      assert({ iss: 'https://nobody.example' }),
      assert({ iss: otherIdp }),
      assert({ iss: `${idp}#part`, sub: 'x' }),
      assert({ aud: 'https://elsewhere.example' }),
      assert({ exp: now - 60 }),
      assert({ exp: now + 86_400 }),
      assert({ jti: undefined }),
      assert({ sub: undefined }),
      assert({ sub: '' }),
      assert({ sub: 'two words' }),
      assert({ sub: 'line\nbreak' }),
      assert({ sub: 'x'.repeat(600) }),
    ]);
    const bad = [used, 'nonsense', 'a.b.c', 'A'.repeat(9000), ...wrong];
    const refusals = (await Promise.all(bad.map((assertion) => redeem(assertion)))) as OAuthError[];
    expect(refusals.map(({ code }) => code)).toEqual(bad.map(() => 'invalid_grant'));
    expect(new Set(refusals.map(({ description }) => description)).size).toBe(1);
  });

  it('is one that a client presents which is not registered for its issuer', async () => {
    const parameters = { assertion: await assert() };
    expect(await exchangeConfidentially(test, 'stranger', JWT_BEARER, parameters)).toMatchObject({
      code: 'invalid_grant',
    });
  });

  it('is told from a request without one, and from a public client', async () => {
    expect(await exchangeConfidentially(test, 'partner', JWT_BEARER, {})).toMatchObject({
      code: 'invalid_request',
    });
    expect(await exchange(test, 'public', JWT_BEARER, { assertion: await assert() })).toMatchObject({
      code: 'unauthorized_client',
    });
  });
});
