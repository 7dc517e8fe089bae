import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { ClientAuthenticationMethod, type StandingApprovalSchema } from '@latchkey/contracts';
import { exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { resource } from '../testing/test-clients';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const valid = {
  client_id: 'web',
  redirect_uri: 'https://web.example/callback',
  response_type: 'code',
  scope: 'flex:read',
  state: 'a b&c',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
};
type Standing = MessageInitShape<typeof StandingApprovalSchema>;
const standing = (changes: Standing = {}): Standing => ({
  subject: 'user-1',
  authTime: timestampFromDate(test.now()),
  acr: 'https://refeds.org/profile/sfa',
  scopes: ['flex:read'],
  resources: [resource],
  ...changes,
});
const push = async (changes: Record<string, string> = {}, approval: Standing = standing()) => {
  const parameters = { ...valid, ...changes };
  const request = { parameters, resources: [resource], standingApproval: approval };
  return (await test.authorization.pushAuthorizationRequest(request)).outcome;
};

describe('a request that a standing approval covers', () => {
  it('is approved at once, with a code that is redeemed as any', async () => {
    const outcome = await push();
    if (outcome.case !== 'approved') throw new Error('not approved');
    const answer = new URL(outcome.value.location);
    expect(answer.origin + answer.pathname).toBe(valid.redirect_uri);
    expect(answer.searchParams.get('state')).toBe('a b&c');
    const redeem = () =>
      exchange(test, 'web', 'authorization_code', {
        code: answer.searchParams.get('code') ?? '',
        redirect_uri: valid.redirect_uri,
        code_verifier: verifier,
      });
    expect(await redeem()).toMatchObject({ accessToken: expect.any(String) });
    expect(await redeem()).toMatchObject({ code: 'invalid_grant' });
  });

  it('makes a grant of its own each time', async () => {
    const outcomes = [await push(), await push()];
    const [one, other] = outcomes.map((outcome) => outcome.case === 'approved' && outcome.value.location);
    expect(one).toBeTruthy();
    expect(other).not.toBe(one);
  });
});

describe('a standing approval', () => {
  it.each<[string, Record<string, string>, Standing]>([
    ['a scope that it does not name', { scope: 'flex:read flex:control' }, {}],
    ['every scope there is', { scope: '' }, {}],
    ['a resource that it does not name', {}, { resources: ['https://other.example/'] }],
    ['the question in any case', { prompt: 'consent' }, {}],
    ['a choice of the account', { prompt: 'select_account' }, {}],
    ['a stronger sign-in', { acr_values: 'https://refeds.org/profile/mfa' }, {}],
  ])('does not cover a request for %s', async (_, changes, approval) => {
    expect((await push(changes, standing(approval))).case).toBe('accepted');
  });

  it('does not cover a request for a sign-in that is newer', async () => {
    const authTime = timestampFromDate(new Date(test.now().getTime() - 60_000));
    expect((await push({ max_age: '30' }, standing({ authTime }))).case).toBe('accepted');
    expect((await push({ max_age: '90' }, standing({ authTime }))).case).toBe('approved');
  });

  it('lets no rule be broken', async () => {
    expect((await push({ redirect_uri: 'https://evil.example/' })).case).toBe('refused');
    expect((await push({ response_type: 'token' })).case).toBe('refused');
    expect((await push({ code_challenge: '' })).case).toBe('refused');
  });

  it.each<[string, Standing]>([
    ['nobody', { subject: '' }],
    ['a sign-in of no time', { authTime: undefined }],
    ['a sign-in of no known class', { acr: 'x' }],
  ])('is refused when it is of %s', async (_, changes) => {
    await expect(push({}, standing(changes))).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it('is not taken from a client that pushes its request', async () => {
    const clientAuthentication = { method: ClientAuthenticationMethod.NONE, clientId: 'web' };
    const request = { parameters: valid, clientAuthentication, standingApproval: standing() };
    await expect(test.device.authorization.pushAuthorizationRequest(request)).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
    });
  });
});
