import { OAuthError } from '@latchkey/oauth';
import type { TokenResponse } from '@latchkey/contracts';
import { createFamilyKey, createOpaqueToken, parseOpaqueToken } from './opaque-token';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const tokens = (answer: TokenResponse | OAuthError): TokenResponse => {
  if (answer instanceof OAuthError) throw answer;
  return answer;
};
const refresh = (refresh_token: string, more: Record<string, string> = {}, clientId = 'web') =>
  exchange(test, clientId, 'refresh_token', { refresh_token, ...more });
const firstToken = async () => {
  const { redemption } = await authorize(test);
  return tokens(await exchange(test, 'web', 'authorization_code', redemption)).refreshToken;
};

describe('a refresh token', () => {
  it('is replaced at every use', async () => {
    let current = await firstToken();
    const seen = new Set([current]);
    for (let use = 0; use < 5; use += 1) {
      test.pass(60);
      current = tokens(await refresh(current)).refreshToken;
      seen.add(current);
    }
    expect(seen.size).toBe(6);
  });

  it('gets the very same answer again within the window', async () => {
    const old = await firstToken();
    const answer = await refresh(old);
    test.pass(9);
    expect(await refresh(old)).toEqual(answer);
  });

  it('gives one and the same answer to a hundred requests at once', async () => {
    const old = await firstToken();
    const answers = await Promise.all(Array.from({ length: 100 }, () => refresh(old)));
    expect(new Set(answers.map((answer) => JSON.stringify(tokens(answer)))).size).toBe(1);
    expect(tokens(await refresh(tokens(answers[0]!).refreshToken))).toBeTruthy();
  });

  it('revokes the grant when it is used again after the window', async () => {
    const old = await firstToken();
    const current = tokens(await refresh(old));
    test.pass(10);
    expect(await refresh(old)).toMatchObject({ code: 'invalid_grant' });
    expect(await refresh(current.refreshToken)).toMatchObject({ code: 'invalid_grant' });
    const { introspections } = await test.tokens.introspectTokens({ tokens: [current.accessToken] });
    expect(introspections).toMatchObject([{ active: false }]);
  });

  it('revokes the grant when one from two uses before comes back', async () => {
    const first = await firstToken();
    const second = tokens(await refresh(first)).refreshToken;
    const third = tokens(await refresh(second)).refreshToken;
    expect(await refresh(first)).toMatchObject({ code: 'invalid_grant' });
    expect(await refresh(third)).toMatchObject({ code: 'invalid_grant' });
  });

  it('that was invented does no harm, however well its grant is known', async () => {
    const current = await firstToken();
    const { grantId } = parseOpaqueToken(current)!;
    expect(await refresh(createOpaqueToken(grantId, createFamilyKey()).value)).toMatchObject({
      code: 'invalid_grant',
    });
    expect(await refresh(current)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('is for its own client alone, which is not harmed', async () => {
    const current = await firstToken();
    expect(await refresh(current, {}, 'other-web')).toMatchObject({ code: 'invalid_grant' });
    expect(await refresh(current)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('may ask for fewer scopes, not for more, and keeps what it was granted', async () => {
    const first = await firstToken();
    const narrow = tokens(await refresh(first, { scope: 'flex:read' }));
    expect(narrow.scope).toBe('flex:read');
    expect(await refresh(narrow.refreshToken, { scope: 'flex:read admin' })).toMatchObject({
      code: 'invalid_scope',
    });
    expect(await refresh(narrow.refreshToken)).toMatchObject({ scope: 'flex:read flex:control' });
  });

  it('gives no scope that the client is no longer registered for, and gives it again when it is', async () => {
    const client = test.directory.clients.get('web')!;
    const first = await firstToken();
    client.scopes = ['flex:read'];
    test.pass(1);
    const less = tokens(await refresh(first));
    expect(less.scope).toBe('flex:read');
    client.scopes = ['other'];
    test.pass(1);
    expect(await refresh(less.refreshToken)).toMatchObject({ code: 'invalid_grant' });
    client.scopes = ['flex:read', 'flex:control'];
    test.pass(1);
    expect(await refresh(less.refreshToken)).toMatchObject({ scope: 'flex:read flex:control' });
  });

  it('ends when it is not used for its lifetime', async () => {
    const current = await firstToken();
    test.pass(30 * 24 * 60 * 60);
    expect(await refresh(current)).toMatchObject({ code: 'invalid_grant' });
  });

  it('ends with its grant, however often it was used', async () => {
    let current = await firstToken();
    for (let month = 0; month < 14; month += 1) {
      test.pass(27 * 24 * 60 * 60);
      const answer = await refresh(current);
      if (answer instanceof OAuthError) {
        expect(answer.code).toBe('invalid_grant');
        expect(month).toBe(13);
        return;
      }
      current = answer.refreshToken;
    }
    throw new Error('the grant never ended');
  });

  it('gets no access token that outlives its grant', async () => {
    const short = await startTestIssuer({ LATCHKEY_GRANT_LIFETIME_SECONDS: '900' });
    try {
      const { redemption } = await authorize(short);
      const first = tokens(await exchange(short, 'web', 'authorization_code', redemption));
      short.pass(700);
      const { refreshToken, expiresInSeconds } = tokens(
        await exchange(short, 'web', 'refresh_token', { refresh_token: first.refreshToken }),
      );
      expect(expiresInSeconds).toBe(200);
      short.pass(199.5);
      expect(await exchange(short, 'web', 'refresh_token', { refresh_token: refreshToken })).toMatchObject({
        code: 'invalid_grant',
      });
    } finally {
      await short.stop();
    }
  });

  it('leaves behind when the last access token of the grant ends', async () => {
    const client = test.directory.clients.get('web')!;
    const lastEnd = async (token: string) => {
      const { rows } = await test.pool.query('SELECT access_token_expires_at FROM grants WHERE id = $1', [
        parseOpaqueToken(token)!.grantId,
      ]);
      return (rows[0].access_token_expires_at.getTime() - test.now().getTime()) / 1000;
    };
    const first = await firstToken();
    expect(await lastEnd(first)).toBe(600);
    // A shorter life of the next one does not let the first be forgotten.
    Object.assign(client, { accessTokenLifetimeSeconds: 60 });
    test.pass(2);
    const second = tokens(await refresh(first));
    expect(second.expiresInSeconds).toBe(60);
    expect(await lastEnd(first)).toBe(598);
    Object.assign(client, { accessTokenLifetimeSeconds: 1800 });
    test.pass(2);
    tokens(await refresh(second.refreshToken));
    expect(await lastEnd(first)).toBe(1800);
    Object.assign(client, { accessTokenLifetimeSeconds: 0 });
    test.pass(2);
  });
});
