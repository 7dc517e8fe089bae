import { GrantService } from '@latchkey/contracts';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { RpcClient } from '@latchkey/rpc';
import { randomUUID } from 'node:crypto';
import { eventually } from '../testing/test-revocations';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createGrantRepository } from './grant-repository';
import { createRevokeMany } from './revoke-many';

let test: TestIssuer;
let frontend: ReturnType<TestIssuer['connectAs']>;
let grants: RpcClient<typeof GrantService>;
beforeAll(async () => {
  test = await startTestIssuer();
  frontend = test.connectAs('authorization-frontend');
  grants = frontend.service(GrantService);
});
beforeEach(() => test.pool.query('DELETE FROM grants'));
afterAll(async () => {
  frontend?.close();
  await test?.stop();
});

/** Stores live grants of a client and a subject, one second after the other. */
const insert = (count: number, { clientId = 'web', subject = 'user-1' } = {}) =>
  test.pool.query(
    `INSERT INTO grants (id, client_id, subject, scopes, resources, auth_time, created_at, expires_at,
       token_family_key, refresh_token_hash, refresh_token_expires_at, access_token_expires_at)
     SELECT gen_random_uuid(), $1, $2, '{flex:read}', '{https://api.example/resource/}', $3,
       $3::timestamptz + n * interval '1 second', $3::timestamptz + interval '1 day', '\\x00', '\\x00',
       $3::timestamptz + interval '1 day', $3::timestamptz + interval '10 minutes'
     FROM generate_series(1, $4::int) AS n`,
    [clientId, subject, test.now(), count],
  );
const living = async () =>
  Number((await test.pool.query('SELECT count(*) FROM grants WHERE revoked_at IS NULL')).rows[0].count);

/** A grant of user-1 with tokens. */
async function granted(clientId = 'web', changes: Record<string, string> = {}) {
  const { redemption } = await authorize(test, { client_id: clientId, ...changes });
  const answer = await exchange(test, clientId, 'authorization_code', redemption);
  if (!('accessToken' in answer)) throw answer;
  const { introspections } = await test.tokens.introspectTokens({ tokens: [answer.accessToken] });
  return { ...answer, grantId: introspections[0]!.grantId };
}
const isActive = async (token: string) =>
  (await test.tokens.introspectTokens({ tokens: [token] })).introspections[0]!.active;

describe('ListGrants', () => {
  it('shows what a user allowed, and nothing of anybody else', async () => {
    const { grantId } = await granted();
    await insert(3, { subject: 'user-2' });
    const { grants: listed, nextPageToken } = await grants.listGrants({ subject: 'user-1' });
    expect(nextPageToken).toBe('');
    expect(listed).toMatchObject([
      { grantId, clientId: 'web', scopes: ['flex:read', 'flex:control'], device: false },
    ]);
    expect(listed[0]!.resources).toContain('https://api.example/resource/');
    expect(timestampDate(listed[0]!.createTime!)).toEqual(test.now());
    expect(timestampDate(listed[0]!.expireTime!).getTime()).toBeGreaterThan(test.now().getTime());
  });

  it('says when tokens were issued last, and which grants are devices', async () => {
    const { refreshToken } = await granted();
    const createdAt = test.now();
    test.pass(60);
    await exchange(test, 'web', 'refresh_token', { refresh_token: refreshToken });
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    await exchange(test, 'tv', grantType, { device_code: randomUUID() });
    const { grants: listed } = await grants.listGrants({ subject: 'user-1' });
    expect(listed.map(({ clientId, device }) => [clientId, device])).toEqual([
      ['tv', true],
      ['web', false],
    ]);
    expect(timestampDate(listed[1]!.createTime!)).toEqual(createdAt);
    expect(timestampDate(listed[1]!.lastUseTime!)).toEqual(test.now());
  });

  it('pages through any number, newest first, each once', async () => {
    await insert(230);
    const seen: string[] = [];
    const times: number[] = [];
    let pageToken = '';
    const sizes: number[] = [];
    do {
      const page = await grants.listGrants({ subject: 'user-1', pageSize: 100, pageToken });
      seen.push(...page.grants.map(({ grantId }) => grantId));
      times.push(...page.grants.map(({ createTime }) => timestampDate(createTime!).getTime()));
      sizes.push(page.grants.length);
      pageToken = page.nextPageToken;
      // What comes in between is newer than every page that is left.
      test.pass(300);
      await insert(1);
    } while (pageToken !== '');
    expect(sizes).toEqual([100, 100, 30]);
    expect(new Set(seen).size).toBe(230);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect((await grants.listGrants({ subject: 'user-1' })).grants).toHaveLength(50);
  });

  it('leaves out what has ended', async () => {
    const { grantId } = await granted();
    await granted('codes-only');
    expect((await grants.listGrants({ subject: 'user-1' })).grants).toHaveLength(2);
    test.pass(601);
    expect((await grants.listGrants({ subject: 'user-1' })).grants).toMatchObject([{ clientId: 'web' }]);
    await grants.revokeGrants({ revoked: { case: 'grantId', value: grantId } });
    expect((await grants.listGrants({ subject: 'user-1' })).grants).toEqual([]);
  });

  it.each([
    [{ subject: '' }],
    [{ subject: 'a\0b' }],
    [{ subject: 'x'.repeat(257) }],
    [{ subject: 'user-1', pageSize: 101 }],
    [{ subject: 'user-1', pageSize: -1 }],
    [{ subject: 'user-1', pageToken: 'nonsense' }],
    [{ subject: 'user-1', pageToken: Buffer.from('99999999999999.x').toString('base64url') }],
  ])('refuses %j', async (request) => {
    await expect(grants.listGrants(request)).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it('finds a page by an index, however many grants others have', async () => {
    await insert(5_000, { subject: 'user-2' });
    await insert(50);
    await test.pool.query('ANALYZE grants');
    const { rows } = await test.pool.query(
      `EXPLAIN SELECT id FROM grants WHERE subject = 'user-1' ORDER BY created_at DESC, id DESC LIMIT 50`,
    );
    expect(JSON.stringify(rows)).toContain('grants_subject');
  });
});

describe('RevokeGrants', () => {
  it('ends one grant with all of its tokens, and says so once', async () => {
    const [gone, kept] = [await granted(), await granted()];
    const revoked = { case: 'grantId', value: gone.grantId } as const;
    expect(await grants.revokeGrants({ revoked })).toMatchObject({ revokedGrants: 1 });
    expect(await grants.revokeGrants({ revoked })).toMatchObject({ revokedGrants: 0 });
    expect(await isActive(gone.accessToken)).toBe(false);
    expect(await isActive(kept.accessToken)).toBe(true);
    const refresh = (token: string) => exchange(test, 'web', 'refresh_token', { refresh_token: token });
    expect(await refresh(gone.refreshToken)).toMatchObject({ code: 'invalid_grant' });
    expect(await refresh(kept.refreshToken)).toHaveProperty('accessToken');
  });

  it('on behalf of a user touches only grants of that user', async () => {
    const { grantId, accessToken } = await granted();
    const revoked = { case: 'grantId', value: grantId } as const;
    expect(await grants.revokeGrants({ revoked, onBehalfOf: 'user-2' })).toMatchObject({ revokedGrants: 0 });
    expect(await isActive(accessToken)).toBe(true);
    expect(await grants.revokeGrants({ revoked, onBehalfOf: 'user-1' })).toMatchObject({ revokedGrants: 1 });
    expect(await isActive(accessToken)).toBe(false);
    const { rows } = await test.pool.query('SELECT revocation_reason FROM grants WHERE id = $1', [grantId]);
    expect(rows).toEqual([{ revocation_reason: 'revoked_by_user' }]);
  });

  it('ends every grant and token of a client, and none that come after', async () => {
    const web = await granted();
    const other = await granted('other-web', { redirect_uri: 'https://other.example/callback' });
    const revoked = { case: 'clientId', value: 'web' } as const;
    expect(await grants.revokeGrants({ revoked })).toMatchObject({ revokedGrants: 1 });
    expect(await isActive(web.accessToken)).toBe(false);
    expect(await isActive(other.accessToken)).toBe(true);
    test.pass(1);
    expect(await isActive((await granted()).accessToken)).toBe(true);
    expect(await isActive(web.accessToken)).toBe(false);
  });

  it('ends every grant and token of a subject', async () => {
    const { accessToken, refreshToken } = await granted();
    await insert(5, { subject: 'user-2' });
    const revoked = { case: 'subject', value: 'user-1' } as const;
    expect(await grants.revokeGrants({ revoked, onBehalfOf: 'user-1' })).toMatchObject({ revokedGrants: 1 });
    expect(await isActive(accessToken)).toBe(false);
    const refreshed = await exchange(test, 'web', 'refresh_token', { refresh_token: refreshToken });
    expect(refreshed).toMatchObject({ code: 'invalid_grant' });
    expect(await living()).toBe(5);
  });

  it('ends what a user allowed one client, with all tokens at once, and nothing else', async () => {
    test.pass(1);
    const gone = [await granted(), await granted()];
    const other = await granted('other-web', { redirect_uri: 'https://other.example/callback' });
    await insert(5, { subject: 'user-2' });
    const value = { subject: 'user-1', clientId: 'web' };
    const revoked = { case: 'clientAccess', value } as const;
    const onBehalfOf = 'user-1';
    expect(await grants.revokeGrants({ revoked, onBehalfOf })).toMatchObject({ revokedGrants: 2 });
    expect(await grants.revokeGrants({ revoked, onBehalfOf })).toMatchObject({ revokedGrants: 0 });
    for (const { accessToken, refreshToken } of gone) {
      expect(await isActive(accessToken)).toBe(false);
      const refreshed = await exchange(test, 'web', 'refresh_token', { refresh_token: refreshToken });
      expect(refreshed).toMatchObject({ code: 'invalid_grant' });
    }
    const told = test.revocations.after(0n).filter(({ kind }) => kind === 'grant');
    expect(told.map((entry) => entry.value)).toEqual(
      expect.arrayContaining(gone.map(({ grantId }) => grantId)),
    );
    expect(await isActive(other.accessToken)).toBe(true);
    expect(await living()).toBe(6);
    test.pass(1);
    expect(await isActive((await granted()).accessToken)).toBe(true);
  });

  it('ends what a user allowed a client over more than one batch', async () => {
    await insert(2_100);
    await insert(3, { clientId: 'other-web' });
    const value = { subject: 'user-1', clientId: 'web' };
    const answer = await grants.revokeGrants({ revoked: { case: 'clientAccess', value } });
    expect(answer.revokedGrants).toBe(2_100);
    expect(await living()).toBe(3);
  });

  it('ends tokens without a grant too', async () => {
    const { outcomes } = await test.tokens.exchangeTokens({
      tokenRequests: [
        {
          clientAuthentication: { method: 2, clientId: 'service', credential: 'service-secret' },
          grantType: 'client_credentials',
        },
      ],
    });
    const outcome = outcomes[0]!.outcome;
    if (outcome.case !== 'tokenResponse') throw new Error('refused');
    expect(await isActive(outcome.value.accessToken)).toBe(true);
    const answer = await grants.revokeGrants({ revoked: { case: 'clientId', value: 'service' } });
    expect(answer).toMatchObject({ revokedGrants: 0 });
    expect(await isActive(outcome.value.accessToken)).toBe(false);
  });

  it('takes more than one batch, counts only what lived, and stores one entry', async () => {
    await insert(4_500);
    await insert(10, { clientId: 'other-web' });
    await test.pool.query(
      `UPDATE grants SET expires_at = $1 WHERE id IN (SELECT id FROM grants WHERE client_id = 'web' LIMIT 100)`,
      [test.now()],
    );
    const answer = await grants.revokeGrants({ revoked: { case: 'clientId', value: 'web' } });
    expect(answer.revokedGrants).toBe(4_400);
    expect(await living()).toBe(10);
    const { rows } = await test.pool.query(`SELECT kind FROM revocations WHERE value = 'web'`);
    expect(rows).toEqual([{ kind: 'client' }]);
  });

  it('does not fail when client and subject are revoked at once, while grants are revoked one by one', async () => {
    await insert(3_000);
    const { rows } = await test.pool.query<{ id: string }>(
      'SELECT id FROM grants ORDER BY random() LIMIT 200',
    );
    const revokeMany = createRevokeMany({ pool: test.pool, clock: test.now, entrySeconds: 600 });
    const repository = createGrantRepository(test.pool);
    const [byClient, bySubject, ...single] = await Promise.all([
      revokeMany({ kind: 'client', value: 'web' }, 'revoked_by_operator'),
      revokeMany({ kind: 'subject', value: 'user-1' }, 'revoked_by_operator'),
      ...rows.map(async ({ id }) => ((await repository.revoke(id, 'code_reused', test.now())) ? 1 : 0)),
    ]);
    expect(single.reduce<number>((sum, one) => sum + one, byClient + bySubject)).toBe(3_000);
    expect(await living()).toBe(0);
  });

  it('that waits for a grant in use holds up no other revocation', async () => {
    await insert(1);
    const { rows } = await test.pool.query<{ id: string }>('SELECT id FROM grants');
    const user = await test.pool.connect();
    await user.query('BEGIN; UPDATE grants SET scopes = scopes');
    const waiting = createGrantRepository(test.pool).revoke(rows[0]!.id, 'code_reused', test.now());
    await eventually(async () => {
      const locks = await test.pool.query(`SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'ShareLock'`);
      return locks.rowCount === 1;
    });
    const answer = await grants.revokeGrants({ revoked: { case: 'subject', value: 'user-2' } });
    expect(answer.revokedGrants).toBe(0);
    await user.query('COMMIT');
    user.release();
    expect(await waiting).toBe(true);
  });

  it.each([
    [{}],
    [{ revoked: { case: 'grantId', value: '' } }],
    [{ revoked: { case: 'clientId', value: 'a\0' } }],
    [{ revoked: { case: 'clientId', value: 'web' }, onBehalfOf: 'user-1' }],
    [{ revoked: { case: 'subject', value: 'user-2' }, onBehalfOf: 'user-1' }],
    [
      {
        revoked: { case: 'clientAccess', value: { subject: 'user-2', clientId: 'web' } },
        onBehalfOf: 'user-1',
      },
    ],
    [{ revoked: { case: 'clientAccess', value: { subject: 'user-1' } } }],
    [{ revoked: { case: 'clientAccess', value: { clientId: 'web' } } }],
    [{ revoked: { case: 'clientAccess', value: { subject: 'a\0', clientId: 'web' } } }],
  ] as const)('refuses %j', async (request) => {
    await expect(grants.revokeGrants(request)).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it.each(['nonsense', randomUUID()])('finds nothing to do for the grant %s', async (value) => {
    const answer = await grants.revokeGrants({ revoked: { case: 'grantId', value } });
    expect(answer.revokedGrants).toBe(0);
  });

  it('is not for the gateway', async () => {
    const gateway = test.connectAs('resource-gateway');
    const call = gateway
      .service(GrantService)
      .revokeGrants({ revoked: { case: 'subject', value: 'user-1' } });
    await expect(call).rejects.toMatchObject({ status: 'PERMISSION_DENIED' });
    gateway.close();
  });
});
