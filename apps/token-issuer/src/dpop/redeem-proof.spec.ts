import type { TokenResponse } from '@latchkey/contracts';
import { signingAlgorithms } from '@latchkey/jwt';
import type { OAuthError } from '@latchkey/oauth';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import { opaqueResource, resource } from '../testing/test-clients';
import { issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver, type ChangedProof, type Prover } from '../testing/test-prover';

let test: TestIssuer;
let other: TestIssuer;
let prover: Prover;
beforeAll(async () => {
  test = await startTestIssuer();
  other = await startTestIssuer({}, test);
  prover = await createProver(test.now);
  registerConfidentialClient(test, 'api', {
    grantTypes: ['client_credentials'],
    scopes: ['flex:read', 'opaque:read'],
    resources: [resource, opaqueResource],
  });
});
afterAll(async () => {
  await other?.stop();
  await test?.stop();
});

const ask = (dpopProof: string, target = resource, at: Pick<TestIssuer, 'tokens'> = test) =>
  exchangeConfidentially(at, 'api', 'client_credentials', {}, { resources: [target], dpopProof });
const isRefused = (answer: TokenResponse | OAuthError) =>
  'code' in answer && answer.code === 'invalid_dpop_proof';
const introspect = async (accessToken: string) =>
  (await test.tokens.introspectTokens({ tokens: [accessToken] })).introspections[0];

describe('a token request with a proof of possession', () => {
  it.each(signingAlgorithms)('gets a token that is bound to its key (%s)', async (algorithm) => {
    const { thumbprint, prove } = await createProver(test.now, algorithm);
    const { accessToken, tokenType } = granted(await ask(await prove()));
    expect(tokenType).toBe('DPoP');
    expect(decodeJwt(accessToken)['cnf']).toEqual({ jkt: thumbprint });
    expect(await introspect(accessToken)).toMatchObject({ active: true, confirmationThumbprint: thumbprint });
  });

  it('gets an opaque token that is bound to it just so', async () => {
    const { accessToken, tokenType } = granted(await ask(await prover.prove(), opaqueResource));
    expect([tokenType, accessToken.slice(0, 6)]).toEqual(['DPoP', 'lk_at_']);
    expect(await introspect(accessToken)).toMatchObject({ confirmationThumbprint: prover.thumbprint });
  });

  it('gets a bearer token without one', async () => {
    const { accessToken, tokenType } = granted(await ask(''));
    expect(tokenType).toBe('Bearer');
    expect(decodeJwt(accessToken)).not.toHaveProperty('cnf');
    expect(await introspect(accessToken)).toMatchObject({ active: true, confirmationThumbprint: '' });
  });

  it.each([`${issuer}/token/`, `${issuer}/token`])('may name the endpoint as %s', async (htu) => {
    expect(await ask(await prover.prove({ htu }))).toMatchObject({ tokenType: 'DPoP' });
  });

  it.each<[string, ChangedProof]>([
    ['another method', { htm: 'GET' }],
    ['another endpoint', { htu: `${issuer}/par/` }],
    ['another server', { htu: 'https://evil.example/token/' }],
    ['an earlier time', { iat: Date.parse('2030-01-01T00:00:00Z') / 1000 - 61 }],
    ['a later time', { iat: Date.parse('2030-01-01T00:00:00Z') / 1000 + 6 }],
    ['no name of its own', { jti: '' }],
  ])('is refused with a proof that has %s', async (_, changed) => {
    const answer = await ask(await prover.prove(changed));
    expect(answer).toMatchObject({ code: 'invalid_dpop_proof' });
    expect(answer).toEqual(await ask('not.a.proof'));
  });

  it('uses its proof up, at whichever replica, however many come at once', async () => {
    const proof = await prover.prove();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(proof, resource, n % 2 ? test : other)),
    );
    expect(answers.filter((answer) => !isRefused(answer))).toHaveLength(1);
    test.pass(59);
    expect(isRefused(await ask(proof))).toBe(true);
    expect(isRefused(await ask(proof, resource, other))).toBe(true);
  });

  it('does not use up a name for the holder of another key, nor with a proof that does not hold', async () => {
    const stranger = await createProver(test.now);
    const jti = 'the same';
    expect(isRefused(await ask(await prover.prove({ jti, htm: 'GET' })))).toBe(true);
    expect(await ask(await stranger.prove({ jti }))).toMatchObject({ tokenType: 'DPoP' });
    expect(await ask(await prover.prove({ jti }))).toMatchObject({ tokenType: 'DPoP' });
  });

  it('is refused, and never fails, whatever stands for a proof', async () => {
    const good = await prover.prove();
    const mutant = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'z', '.', '=', ' ', '\u00e9'))
      .filter(([index, character]) => good[index] !== character)
      .map(([index, character]) => good.slice(0, index) + character + good.slice(index + 1));
    const any = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constant('e30.e30.e30'),
      mutant,
      fc.constant(`${good}, ${good}`),
    );
    await fc.assert(
      fc.asyncProperty(any, async (proof) => {
        expect(await ask(proof)).toMatchObject({ code: 'invalid_dpop_proof' });
      }),
      { numRuns: 200 },
    );
    expect(await ask(good)).toMatchObject({ tokenType: 'DPoP' });
  });

  it('leaves no proof in the log', async () => {
    const proof = await prover.prove();
    await ask(proof);
    await ask(proof);
    expect(test.log.join('')).toContain('presented before');
    expect(test.log.join('')).not.toContain(proof.split('.')[1]);
  });
});
