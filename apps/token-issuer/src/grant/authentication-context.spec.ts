import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { OAuthError } from '@latchkey/oauth';
import { decodeJwt } from 'jose';
import { randomUUID } from 'node:crypto';
import { opaqueResource } from '../testing/test-clients';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';

const mfa = 'https://refeds.org/profile/mfa';

let test: TestIssuer;
beforeAll(async () => {
  test = await startTestIssuer();
});
afterAll(() => test?.stop());

const answered = async (answer: ReturnType<typeof exchange>) => {
  const got = await answer;
  if (got instanceof OAuthError) throw got;
  return got;
};
const introspected = async (token: string) =>
  (await test.tokens.introspectTokens({ tokens: [token] })).introspections[0];

/** Tokens for user-1, who signed in a minute before with more than one factor. */
const signedIn = async (acr = mfa, resources: string[] = []) => {
  const { approval, redemption } = await authorize(test);
  const authTime = new Date(test.now().getTime() - 60_000);
  const again = { ...approval, acr, authTime: timestampFromDate(authTime) };
  const { location } = await test.authorization.approveAuthorizationRequest(again);
  const code = new URL(location).searchParams.get('code') ?? '';
  const answer = await answered(
    exchange(test, 'web', 'authorization_code', { ...redemption, code }, resources),
  );
  return { answer, authTime };
};

describe('how and when the user signed in', () => {
  it('is in the access token, by the approval whose code was redeemed (RFC 9068 §2.2.1)', async () => {
    const { answer, authTime } = await signedIn();
    expect(decodeJwt(answer.accessToken)).toMatchObject({ acr: mfa, auth_time: authTime.getTime() / 1000 });
  });

  it('is told by introspection, also of an opaque token (RFC 9470 §6.2)', async () => {
    const client = test.directory.clients.get('web');
    client?.resources.push(opaqueResource);
    test.pass(1);
    for (const resources of [['https://api.example/resource/'], [opaqueResource]]) {
      const { answer, authTime } = await signedIn(mfa, resources);
      const told = await introspected(answer.accessToken);
      expect(told).toMatchObject({ active: true, acr: mfa });
      expect(told?.authTime && timestampDate(told.authTime)).toEqual(authTime);
    }
    client?.resources.pop();
    test.pass(1);
  });

  it('stays as it was through every refresh', async () => {
    const { answer, authTime } = await signedIn();
    let refreshToken = answer.refreshToken;
    for (let use = 0; use < 3; use += 1) {
      test.pass(100);
      const next = await answered(exchange(test, 'web', 'refresh_token', { refresh_token: refreshToken }));
      expect(decodeJwt(next.accessToken)).toMatchObject({ acr: mfa, auth_time: authTime.getTime() / 1000 });
      refreshToken = next.refreshToken;
    }
  });

  it('goes along with a device, and through its refreshes', async () => {
    const answer = await answered(
      exchange(test, 'tv', 'urn:ietf:params:oauth:grant-type:device_code', { device_code: randomUUID() }),
    );
    expect(decodeJwt(answer.accessToken)).toMatchObject({ acr: 'phr', auth_time: expect.any(Number) });
    const { refreshToken } = answer;
    const next = await answered(exchange(test, 'tv', 'refresh_token', { refresh_token: refreshToken }));
    expect(decodeJwt(next.accessToken)).toMatchObject({ acr: 'phr' });
  });

  it('is left out where it is not known, as for grants from before', async () => {
    const { answer } = await signedIn('');
    expect(decodeJwt(answer.accessToken)).not.toHaveProperty('acr');
    expect(await introspected(answer.accessToken)).toMatchObject({ active: true, acr: '' });
  });
});
