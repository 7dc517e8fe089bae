import { ClientAuthenticationMethod, GrantService, KeyService } from '@latchkey/contracts';
import { DEVICE_CODE, OAuthError } from '@latchkey/oauth';
import { authorize, exchange, startTestIssuer, type TestIssuer } from './testing/test-issuer';

let test: TestIssuer;
beforeEach(async () => {
  test = await startTestIssuer();
});
afterEach(() => test?.stop());

/** What has reached the directory, without the keys that every issuer makes as it starts. */
const events = async (count: number) => {
  const own = () => test.audited.filter(({ type }) => !type?.startsWith('signing_key.'));
  const deadline = Date.now() + 5_000;
  while (own().length < count && Date.now() < deadline) await new Promise((done) => setTimeout(done, 10));
  return own();
};
const tokens = async (redemption: Record<string, string>) => {
  const answer = await exchange(test, 'web', 'authorization_code', redemption);
  if (answer instanceof OAuthError) throw answer;
  return answer;
};
const refresh = (refresh_token: string) => exchange(test, 'web', 'refresh_token', { refresh_token });
const concerned = { subject: 'user-1', clientId: 'web', grantId: expect.stringMatching(/^[0-9a-f-]{36}$/) };
const lines = () => test.log.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the audit log of the directory', () => {
  it('gets a grant as it is taken, once, by code and by device, under the request that finds the log line', async () => {
    const { redemption } = await authorize(test);
    const answer = await tokens(redemption);
    await refresh(answer.refreshToken);
    const device = { device_code: 'device-1' };
    for (let poll = 0; poll < 2; poll += 1) await exchange(test, 'tv', DEVICE_CODE, device);
    const recorded = await events(2);
    expect(recorded).toMatchObject([
      {
        type: 'grant.created',
        ...concerned,
        details: { by: 'authorization_code', scope: 'flex:read flex:control' },
      },
      { type: 'grant.created', subject: 'user-1', clientId: 'tv', details: { by: 'device_code' } },
    ]);
    for (const { eventId, requestId } of recorded) {
      expect(requestId).toMatch(/^[\w.-]{8,64}$/);
      expect(lines()).toContainEqual(expect.objectContaining({ eventId, requestId, event: 'grant.created' }));
    }
  });

  it('gets the reuse of a code and of a refresh token, with a warning in the log', async () => {
    const { redemption } = await authorize(test);
    await tokens(redemption);
    for (let use = 0; use < 2; use += 1) await exchange(test, 'web', 'authorization_code', redemption);
    const answer = await tokens((await authorize(test)).redemption);
    await refresh(answer.refreshToken);
    test.pass(60);
    for (let use = 0; use < 2; use += 1) await refresh(answer.refreshToken);
    expect(await events(4)).toMatchObject([
      { type: 'grant.created' },
      { type: 'grant.code_reused', ...concerned },
      { type: 'grant.created' },
      { type: 'grant.refresh_token_reused', ...concerned },
    ]);
    const warned = lines().filter(({ level }) => level === 'warn');
    expect(warned.map(({ event }) => event)).toEqual(['grant.code_reused', 'grant.refresh_token_reused']);
  });

  it('gets what users, operators and clients revoke, and who it was; not what had ended before', async () => {
    const frontend = test.connectAs('authorization-frontend').service(GrantService);
    const cli = test.connectAs('cli').service(GrantService);
    const clientAuthentication = { method: ClientAuthenticationMethod.NONE, clientId: 'web' };
    await authorize(test);
    const [first] = (await frontend.listGrants({ subject: 'user-1' })).grants;
    const revoked = { case: 'grantId' as const, value: first?.grantId ?? '' };
    for (const onBehalfOf of ['user-2', 'user-1', 'user-1'])
      await frontend.revokeGrants({ revoked, onBehalfOf });
    const { accessToken, refreshToken } = await tokens((await authorize(test)).redemption);
    for (const token of [accessToken, refreshToken, refreshToken]) {
      await test.tokens.revokeToken({ clientAuthentication, token });
    }
    await authorize(test);
    await cli.revokeGrants({ revoked: { case: 'clientId', value: 'web' } });
    await frontend.revokeGrants({ revoked: { case: 'subject', value: 'user-1' }, onBehalfOf: 'user-1' });
    const access = { case: 'clientAccess' as const, value: { subject: 'user-1', clientId: 'web' } };
    await frontend.revokeGrants({ revoked: access, onBehalfOf: 'user-1' });
    const token_id = expect.any(String);
    expect(await events(7)).toMatchObject([
      { type: 'grant.revoked', ...concerned, grantId: revoked.value, details: { by: 'user' } },
      { type: 'grant.created' },
      { type: 'token.revoked', ...concerned, details: { by: 'client', token_id } },
      { type: 'grant.revoked', ...concerned, details: { by: 'client' } },
      { type: 'grants.revoked', clientId: 'web', subject: '', details: { by: 'operator', count: '1' } },
      { type: 'grants.revoked', clientId: '', subject: 'user-1', details: { by: 'user', count: '0' } },
      { type: 'grants.revoked', ...concerned, grantId: '', details: { by: 'user', count: '0' } },
    ]);
  });

  it('gets keys that are published, sign and are compromised', async () => {
    const first = test.keyRing.signing.kid;
    const cli = test.connectAs('cli').service(KeyService);
    const { signingKey } = await cli.rotateSigningKey({ compromised: true });
    const kid = signingKey?.kid;
    const deadline = Date.now() + 5_000;
    while (test.audited.length < 5 && Date.now() < deadline)
      await new Promise((done) => setTimeout(done, 10));
    expect(test.audited).toMatchObject([
      { type: 'signing_key.published', details: { kid: first, algorithm: 'ES256' } },
      { type: 'signing_key.rotated', details: { kid: first } },
      { type: 'signing_key.compromised', details: { kids: first } },
      { type: 'signing_key.published', details: { kid } },
      { type: 'signing_key.rotated', details: { kid } },
    ]);
    expect(test.audited.at(-1)?.requestId).not.toBe('');
  });

  it('never gets a code or token, nor does the log', async () => {
    const { redemption } = await authorize(test);
    const answer = await tokens(redemption);
    await refresh(answer.refreshToken);
    test.pass(60);
    await refresh(answer.refreshToken);
    await exchange(test, 'web', 'authorization_code', redemption);
    await events(2);
    const text = JSON.stringify(test.audited, (_, value: unknown) =>
      typeof value === 'bigint' ? '' : value,
    );
    for (const secret of [redemption.code, answer.accessToken, answer.refreshToken]) {
      expect(text + test.log.join()).not.toContain(secret);
    }
  });
});
