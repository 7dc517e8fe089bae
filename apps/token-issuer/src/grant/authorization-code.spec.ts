import { decodeJwt } from 'jose';
import { randomUUID } from 'node:crypto';
import { OAuthError } from '@latchkey/oauth';
import { authorize, exchange, issuer, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { granted } from '../testing/confidential-clients';
import { opaqueResource, otherResource, resource } from '../testing/test-clients';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const redeem = (redemption: Record<string, string>, clientId = 'web', resources: string[] = []) =>
  exchange(test, clientId, 'authorization_code', redemption, resources);
const rows = async () =>
  (await test.pool.query<{ count: string }>('SELECT count(*) FROM grants')).rows[0]?.count;

describe('an authorization code', () => {
  it('becomes an access token for the user, by RFC 9068, and a refresh token', async () => {
    const { redemption } = await authorize(test);
    const answer = await redeem(redemption);
    if (answer instanceof OAuthError) throw answer;
    expect(answer).toMatchObject({
      tokenType: 'Bearer',
      expiresInSeconds: 600,
      scope: 'flex:read flex:control',
    });
    expect(answer.refreshToken).toMatch(/^[A-Za-z0-9_-]{86}$/);
    const seconds = test.now().getTime() / 1000;
    expect(decodeJwt(answer.accessToken)).toMatchObject({
      iss: issuer,
      sub: 'user-1',
      aud: resource,
      client_id: 'web',
      scope: 'flex:read flex:control',
      iat: seconds,
      auth_time: seconds,
      exp: seconds + 600,
    });
  });

  it('gives no refresh token to a client that is not registered for it', async () => {
    const { redemption } = await authorize(test, { client_id: 'codes-only' });
    expect(await redeem(redemption, 'codes-only')).toMatchObject({ refreshToken: '', tokenType: 'Bearer' });
  });

  it('is refused a second time, and what it gave is taken back', async () => {
    const { redemption } = await authorize(test);
    const first = await redeem(redemption);
    if (first instanceof OAuthError) throw first;
    expect(await redeem(redemption)).toMatchObject({ code: 'invalid_grant' });
    expect(await exchange(test, 'web', 'refresh_token', { refresh_token: first.refreshToken })).toMatchObject(
      { code: 'invalid_grant' },
    );
    const { introspections } = await test.tokens.introspectTokens({ tokens: [first.accessToken] });
    expect(introspections).toMatchObject([{ active: false }]);
    expect(test.log.some((line) => line.includes('used again'))).toBe(true);
  });

  it('gives tokens to one of many that redeem it at once, and leaves one row', async () => {
    const before = Number(await rows());
    const { redemption } = await authorize(test);
    const answers = await Promise.all(Array.from({ length: 50 }, () => redeem(redemption)));
    expect(answers.filter((answer) => !(answer instanceof OAuthError))).toHaveLength(1);
    expect(Number(await rows())).toBe(before + 1);
  });

  it('is not burnt by a wrong client, redirect URI or verifier', async () => {
    const { redemption } = await authorize(test);
    expect(await redeem(redemption, 'other-web')).toMatchObject({ code: 'invalid_grant' });
    expect(await redeem({ ...redemption, redirect_uri: 'https://web.example/other' })).toMatchObject({
      code: 'invalid_grant',
    });
    expect(await redeem({ ...redemption, code_verifier: 'A'.repeat(43) })).toMatchObject({
      code: 'invalid_grant',
    });
    expect(await redeem({ ...redemption, code_verifier: 'A'.repeat(31) })).toMatchObject({
      code: 'invalid_request',
    });
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('may be repeated by another client without harm to the one that owns it', async () => {
    const { redemption } = await authorize(test);
    const first = await redeem(redemption);
    if (first instanceof OAuthError) throw first;
    expect(await redeem(redemption, 'other-web')).toMatchObject({ code: 'invalid_grant' });
    expect(await exchange(test, 'web', 'refresh_token', { refresh_token: first.refreshToken })).toMatchObject(
      { tokenType: 'Bearer' },
    );
  });

  it('gives a token for one of its resources when the client asks for that one, and the others at a refresh', async () => {
    const wide = {
      resources: [resource, otherResource],
      scopes: ['flex:read', 'flex:control', 'other:read'],
    };
    const client = Object.assign(test.directory.clients.get('web')!, wide);
    test.directory.changed('web');
    test.pass(1);
    try {
      const { redemption } = await authorize(test);
      const refused = await redeem(redemption, 'web', [opaqueResource]);
      expect(refused).toMatchObject({ code: 'invalid_target' });
      const narrow = granted(await redeem(redemption, 'web', [otherResource]));
      expect(decodeJwt(narrow.accessToken)).toMatchObject({
        aud: otherResource,
        scope: 'flex:read other:read',
      });
      const refresh_token = narrow.refreshToken;
      const rest = granted(await exchange(test, 'web', 'refresh_token', { refresh_token }));
      expect(decodeJwt(rest.accessToken).aud).toEqual([resource, otherResource]);
    } finally {
      Object.assign(client, { resources: [resource], scopes: ['flex:read', 'flex:control'] });
      test.directory.changed('web');
    }
  });

  it('ends after its time', async () => {
    const { redemption } = await authorize(test);
    test.pass(60);
    expect(await redeem(redemption)).toMatchObject({ code: 'invalid_grant' });
  });

  it('is called invalid in the same words whether it is unknown, expired, foreign or not proven', async () => {
    const { redemption } = await authorize(test);
    const foreign = await redeem(redemption, 'other-web');
    const elsewhere = await redeem({ ...redemption, redirect_uri: 'https://web.example/other' });
    const unproven = await redeem({ ...redemption, code_verifier: 'A'.repeat(43) });
    test.pass(60);
    const expired = await redeem(redemption);
    const unknown = await redeem({ ...redemption, code: redemption.code.replace(/.{8}$/, 'AAAAAAAA') });
    const answers = [foreign, elsewhere, unproven, expired, unknown];
    const descriptions = answers.map((answer) => (answer as OAuthError).description);
    expect(new Set(descriptions).size).toBe(1);
  });

  it('is not stored readably, and neither are tokens', async () => {
    const { redemption } = await authorize(test);
    const answer = await redeem(redemption);
    if (answer instanceof OAuthError) throw answer;
    const { rows: stored } = await test.pool.query('SELECT grants::text AS row FROM grants');
    const everything = JSON.stringify(stored) + test.log.join('');
    for (const secret of [
      redemption.code,
      redemption.code_verifier,
      answer.accessToken,
      answer.refreshToken,
    ]) {
      expect(everything.includes(secret)).toBe(false);
    }
  });
});

describe('a short code verifier', () => {
  // As the getting-started example makes it: 32 characters, fewer than RFC 7636 §4.1 asks of clients.
  const short = randomUUID().replaceAll('-', '');

  it('of 32 characters is accepted by default, one of 31 is not', async () => {
    const { redemption } = await authorize(test, {}, short);
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
    const shorter = await authorize(test, {}, short.slice(1));
    expect(await redeem(shorter.redemption)).toMatchObject({ code: 'invalid_request' });
  });

  it('is refused when the floor is raised to 43', async () => {
    const strict = await startTestIssuer({ LATCHKEY_CODE_VERIFIER_MINIMUM_LENGTH: '43' });
    try {
      const { redemption } = await authorize(strict, {}, short);
      expect(await exchange(strict, 'web', 'authorization_code', redemption)).toMatchObject({
        code: 'invalid_request',
        description: expect.stringContaining('43'),
      });
      const long = await authorize(strict);
      expect(await exchange(strict, 'web', 'authorization_code', long.redemption)).toMatchObject({
        tokenType: 'Bearer',
      });
    } finally {
      await strict.stop();
    }
  });
});
