import { GrantService } from '@latchkey/contracts';
import { DEVICE_CODE } from '@latchkey/oauth';
import type { RpcClient } from '@latchkey/rpc';
import { randomUUID } from 'node:crypto';
import { createRevocationRepository } from '../revocation/revocation-repository';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { createGrantRepository } from './grant-repository';
import { createFamilyKey, createOpaqueToken } from './opaque-token';
import { createRevokeMany } from './revoke-many';

let test: TestIssuer;
let grants: RpcClient<typeof GrantService>;
beforeEach(async () => {
  test = await startTestIssuer();
  grants = test.connectAs('authorization-frontend').service(GrantService);
});
afterEach(() => test?.stop());

const refused = { code: 'invalid_grant' };
const redeem = (redemption: Record<string, string>) =>
  exchange(test, 'web', 'authorization_code', redemption);
const pollOf = (device_code: string) => exchange(test, 'tv', DEVICE_CODE, { device_code });
const withdraw = (kind: 'client' | 'subject', value: string) =>
  createRevokeMany({ pool: test.pool, clock: test.now, entrySeconds: 600 })(
    { kind, value },
    'revoked_by_user',
  );
const living = async () => (await test.pool.query('SELECT id FROM grants WHERE revoked_at IS NULL')).rowCount;

describe('a code whose grant was withdrawn after the approval', () => {
  it('gives nothing, when the user withdrew what was allowed', async () => {
    const { redemption } = await authorize(test);
    const listed = await grants.listGrants({ subject: 'user-1' });
    expect(listed.grants).toHaveLength(1);
    const value = listed.grants[0]?.grantId ?? '';
    await grants.revokeGrants({ revoked: { case: 'grantId', value }, onBehalfOf: 'user-1' });
    expect(await redeem(redemption)).toMatchObject(refused);
    expect(await living()).toBe(0);
  });

  it.each(['client', 'subject'] as const)('gives nothing, when all of the %s was revoked', async (kind) => {
    const { redemption } = await authorize(test);
    await withdraw(kind, kind === 'client' ? 'web' : 'user-1');
    expect(await redeem(redemption)).toMatchObject(refused);
  });

  it.each(['client', 'subject'] as const)(
    'gives nothing, when the approval was still on its way into the database as the %s was revoked',
    async (kind) => {
      const transaction = await test.pool.connect();
      await transaction.query('BEGIN');
      const tokenFamilyKey = createFamilyKey();
      const id = randomUUID();
      const code = createOpaqueToken(id, tokenFamilyKey);
      const now = test.now();
      const expiresAt = new Date(now.getTime() + 60_000);
      const grant = { id, clientId: 'web', subject: 'user-1', scopes: ['flex:read'], resources: [] };
      const rest = { authTime: now, acr: null, createdAt: now, expiresAt, tokenFamilyKey, dpopJkt: null };
      const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
      const redirectUri = 'https://web.example/callback';
      await createGrantRepository(transaction).offerCode(
        { ...grant, ...rest },
        { hash: code.hash, expiresAt, challenge, redirectUri },
      );
      expect(await withdraw(kind, kind === 'client' ? 'web' : 'user-1')).toBe(0);
      await transaction.query('COMMIT');
      transaction.release();
      expect(await living()).toBe(1);
      const issued = {
        refreshToken: null,
        accessTokenExpiresAt: expiresAt,
        grantExpiresAt: expiresAt,
        dpopJkt: null,
      };
      const presented = { grantId: id, hash: code.hash, dpopJkt: undefined };
      expect(await createGrantRepository(test.pool).redeemCodeOnce(presented, issued, now)).toBe(false);
    },
  );

  it('is told from one that was approved later: that works', async () => {
    await withdraw('subject', 'user-1');
    await withdraw('client', 'web');
    test.pass(1);
    const { redemption } = await authorize(test);
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('is told from those of others: theirs work', async () => {
    const { redemption } = await authorize(test);
    await withdraw('subject', 'user-2');
    await withdraw('client', 'other-web');
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
  });
});

describe('a device that was approved before everything was withdrawn', () => {
  it.each(['client', 'subject'] as const)('gets nothing, when it was all of the %s', async (kind) => {
    test.device.approvedAt.set('device', test.now());
    test.pass(5);
    await withdraw(kind, kind === 'client' ? 'tv' : 'user-1');
    test.pass(5);
    expect(await pollOf('device')).toMatchObject(refused);
    expect(await living()).toBe(0);
  });

  it('is told from one that was approved later', async () => {
    await withdraw('subject', 'user-1');
    test.pass(5);
    test.device.approvedAt.set('device', test.now());
    expect(await pollOf('device')).toMatchObject({ tokenType: 'Bearer' });
  });
});

it('remembers a revocation for as long as what was approved before could be redeemed', async () => {
  const cli = test.connectAs('cli').service(GrantService);
  await cli.revokeGrants({ revoked: { case: 'clientId', value: 'web' } });
  const [entry] = await createRevocationRepository(test.pool).after(0n, 1);
  const seconds = ((entry?.expiresAt.getTime() ?? 0) - test.now().getTime()) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(3_600);
});
