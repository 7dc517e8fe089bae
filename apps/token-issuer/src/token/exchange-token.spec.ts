import type { TokenResponse } from '@latchkey/contracts';
import type { AccessTokenClaims } from '@latchkey/jwt';
import { DEVICE_CODE, JWT_BEARER, TOKEN_EXCHANGE, grantTypes, parseScope } from '@latchkey/oauth';
import fc from 'fast-check';
import { SignJWT, decodeJwt, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import { randomUUID } from 'node:crypto';
import { exchangeConfidentially, granted, registerConfidentialClient } from '../testing/confidential-clients';
import {
  anyTokenRequest,
  toTokenRequest,
  type RequestSketch,
  type Things,
} from '../testing/any-token-request';
import { opaqueResource, otherResource, resource } from '../testing/test-clients';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createProver, type Prover } from '../testing/test-prover';
import { openAccessToken } from './opaque-access-token';

const idp = 'https://idp.example';
const all = [resource, otherResource, opaqueResource];
// What each resource of the test directory knows.
const scopesOf: Record<string, string[]> = {
  [resource]: ['flex:read', 'flex:control'],
  [otherResource]: ['flex:read', 'other:read'],
  [opaqueResource]: ['flex:read', 'opaque:read'],
};

let test: TestIssuer;
let idpKey: CryptoKey;
let prover: Prover;
let lasting: Pick<Things, 'ownToken' | 'opaqueToken'>;
beforeAll(async () => {
  test = await startTestIssuer();
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  idpKey = privateKey;
  const jwksJson = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), use: 'sig' }] });
  registerConfidentialClient(test, 'everything', {
    grantTypes: [...grantTypes],
    redirectUris: ['https://web.example/callback'],
    scopes: ['flex:read', 'other:read', 'opaque:read'],
    resources: all,
    accessTokenLifetimeSeconds: 86_400,
    tokenExchange: { subjectClientIds: ['web'], impersonation: false },
    assertionIssuers: [{ issuer: idp, jwksJson }],
  });
  registerConfidentialClient(test, 'nothing', {});
  prover = await createProver(test.now);
  const own = async (target: string) =>
    granted(
      await exchangeConfidentially(test, 'everything', 'client_credentials', {}, { resources: [target] }),
    );
  const [ownToken, opaqueToken] = await Promise.all([own(otherResource), own(opaqueResource)]);
  lasting = { ownToken: ownToken.accessToken, opaqueToken: opaqueToken.accessToken };
});
afterAll(() => test?.stop());

/** Things that are good for something, once or for a while. */
async function mint(): Promise<Things> {
  const [{ redemption }, spent] = await Promise.all([authorize(test), authorize(test)]);
  const user = granted(await exchange(test, 'web', 'authorization_code', spent.redemption));
  const now = test.now().getTime() / 1000;
  const assertion = new SignJWT({
    iss: idp,
    sub: 'mike',
    aud: issuer,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  });
  return {
    code: redemption.code,
    spentCode: spent.redemption.code,
    redirectUri: redemption.redirect_uri,
    codeVerifier: redemption.code_verifier,
    refreshToken: user.refreshToken,
    userToken: user.accessToken,
    ...lasting,
    deviceCode: randomUUID(),
    assertion: await assertion.setProtectedHeader({ alg: 'ES256' }).sign(idpKey),
  };
}

type Sent = Awaited<ReturnType<typeof toTokenRequest>>;

function claimsOf(token: string): AccessTokenClaims {
  const opened = openAccessToken(token, (kid) => test.keyRing.secretFor(kid));
  return opened ?? decodeJwt<AccessTokenClaims>(token);
}

/** Every rule that an issued token keeps, whatever was asked for. */
function expectAllowed(sent: Sent, answer: TokenResponse) {
  const { clientId } = sent.clientAuthentication;
  const client = test.directory.clients.get(clientId)!;
  const claims = claimsOf(answer.accessToken);
  const audiences = [claims.aud].flat();
  const scopes = parseScope(claims.scope);
  expect(client.grantTypes).toContain(sent.grantType);
  expect(claims).toMatchObject({ iss: issuer, client_id: clientId });
  expect(scopes.length).toBeGreaterThan(0);
  for (const audience of audiences) expect(client.resources).toContain(audience);
  for (const scope of scopes) {
    expect(client.scopes).toContain(scope);
    expect(audiences.some((audience) => scopesOf[audience]?.includes(scope))).toBe(true);
  }
  expect(claims.exp - claims.iat).toBe(answer.expiresInSeconds);
  expect(answer.expiresInSeconds).toBeGreaterThan(0);
  expect(answer.expiresInSeconds).toBeLessThanOrEqual(3600);
  expect(answer.accessToken.startsWith('lk_at_')).toBe(audiences.includes(opaqueResource));

  // Requests at once may share the answer to another, which a refresh token or a device code got.
  const isShared = sent.grantType === 'refresh_token' || sent.grantType === DEVICE_CODE;
  const isBound = answer.tokenType === 'DPoP';
  expect(claims.cnf).toEqual(isBound ? { jkt: prover.thumbprint } : undefined);
  if (!isShared) expect(isBound).toBe(sent.dpopProof !== '');
  if (isBound && clientId !== 'everything') expect(sent.dpopProof).not.toBe('');
  expect(sent.dpopProof).not.toBe('e30.e30.e30');

  const speaksForItself: string[] = ['client_credentials', JWT_BEARER];
  if (speaksForItself.includes(sent.grantType)) {
    expect(claims).toMatchObject({ sub: sent.grantType === JWT_BEARER ? `${idp}#mike` : clientId });
    expect(claims).not.toHaveProperty('grant_id');
    expect(answer.refreshToken).toBe('');
  } else if (sent.grantType === TOKEN_EXCHANGE) {
    const subject = claimsOf(sent.parameters['subject_token'] ?? '');
    expect(claims).toMatchObject({ sub: subject.sub, act: { sub: clientId } });
    expect(claims.origin_client_id).toBe(subject.client_id === clientId ? undefined : subject.client_id);
    expect(claims.grant_id).toBe(subject.grant_id);
    expect(claims.exp).toBeLessThanOrEqual(subject.exp);
    expect([subject.aud].flat()).toEqual(expect.arrayContaining(audiences));
    expect(parseScope(subject.scope)).toEqual(expect.arrayContaining(scopes));
    expect(answer.refreshToken).toBe('');
  } else {
    expect(claims).toMatchObject({ sub: 'user-1', grant_id: expect.any(String) });
    if (sent.grantType !== DEVICE_CODE) expect(clientId).toBe('web');
  }
}

/** Whether a token is for nothing that the request did not name, where it named anything. */
function isWithin({ grantType, parameters, resources, audiences }: Sent, token: string): boolean {
  const claims = claimsOf(token);
  const isOneOf = (named: string[]) => (value: string) => named.length === 0 || named.includes(value);
  // RFC 6749 §4.1.3 and RFC 8628 §3.4: a code stands for what was allowed, and takes no scope.
  const takesScope = grantType !== 'authorization_code' && grantType !== DEVICE_CODE;
  // A malformed scope is within nothing: such a request can but share another's answer.
  const scopes = takesScope ? scopesOrNone(parameters['scope']) : [];
  if (!scopes) return false;
  const targets = grantType === TOKEN_EXCHANGE ? [...resources, ...audiences] : resources;
  return parseScope(claims.scope).every(isOneOf(scopes)) && [claims.aud].flat().every(isOneOf(targets));
}

function scopesOrNone(scope: string | undefined): string[] | undefined {
  try {
    return parseScope(scope);
  } catch {
    return undefined;
  }
}

describe('the token endpoint', () => {
  it('never fails, never issues what the rules forbid and never tells what exists, whatever it is sent', async () => {
    const texts = new Map<string, Set<string>>();
    const issued = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(anyTokenRequest, { minLength: 6, maxLength: 16 }), async (sketches) => {
        const things = await mint();
        const fill = (sketch: RequestSketch) => toTokenRequest(sketch, things, prover.prove);
        const tokenRequests = await Promise.all(sketches.map(fill));
        const { outcomes } = await test.tokens.exchangeTokens({ tokenRequests });
        const sharers = new Map<string, Sent[]>();
        outcomes.forEach(({ outcome }, index) => {
          const sent = tokenRequests[index]!;
          if (outcome.case === 'tokenResponse') {
            const { accessToken } = outcome.value;
            issued.add(sent.grantType);
            sharers.set(accessToken, [...(sharers.get(accessToken) ?? []), sent]);
            return expectAllowed(sent, outcome.value);
          }
          const { code, description } = outcome.value ?? { code: '', description: '' };
          expect(code).not.toMatch(/^(server_error|temporarily_unavailable)?$/);
          for (const thing of Object.values(things)) expect(description).not.toContain(thing);
          if (code !== 'invalid_client' && code !== 'invalid_grant') return;
          const kind = code === 'invalid_client' ? code : `${code} for ${sent.grantType}`;
          texts.set(kind, (texts.get(kind) ?? new Set()).add(description));
        });
        // Requests at once with one refresh token share the answer of the first, whatever the others name.
        for (const [token, sent] of sharers) expect(sent.some((each) => isWithin(each, token))).toBe(true);
      }),
      { numRuns: 30 },
    );
    // One text for each kind of refusal, so that none tells one reason from another.
    expect([...texts].filter(([, different]) => different.size > 1)).toEqual([]);
    // The property is not true for want of tokens.
    expect([...issued].sort()).toEqual([...grantTypes].sort());
  }, 60_000);
});
