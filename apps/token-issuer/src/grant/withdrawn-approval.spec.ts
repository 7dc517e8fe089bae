import { GrantService } from '@latchkey/contracts';
import { DEVICE_CODE } from '@latchkey/oauth';
import type { RpcClient } from '@latchkey/rpc';
import type { Pool, PoolClient } from '@latchkey/storage';
import { randomUUID } from 'node:crypto';
import { createRevocationRepository } from '../revocation/revocation-repository';
import { createWithdrawalRepository } from '../revocation/withdrawal-repository';
import { authorize, exchange, startTestIssuer, type TestIssuer } from '../testing/test-issuer';
import { eventually } from '../testing/test-revocations';
import { createGrantRepository } from './grant-repository';
import { createFamilyKey, createOpaqueToken } from './opaque-token';
import { createRevokeMany, type Owner } from './revoke-many';

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
const withdraw = (owner: Owner) =>
  createRevokeMany({ pool: test.pool, clock: test.now, entrySeconds: 600 })(owner, 'revoked_by_user');
const user1: Owner = { kind: 'subject', value: 'user-1' };
const accessOf = (clientId: string, subject = 'user-1'): Owner => ({
  kind: 'client_access',
  subject,
  clientId,
});
/** Everything but its own grant that an approval of user-1 for a client can be taken back by. */
const ownersOf = (clientId: string): Record<string, Owner> => ({
  'the client': { kind: 'client', value: clientId },
  'the subject': user1,
  'what the subject allowed the client': accessOf(clientId),
});
const kinds = Object.keys(ownersOf('any'));
const withdrawAll = (kind: string, clientId: string) => withdraw(ownersOf(clientId)[kind]!);
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

  it.each(kinds)('gives nothing, when all of %s was revoked', async (kind) => {
    const { redemption } = await authorize(test);
    await withdrawAll(kind, 'web');
    expect(await redeem(redemption)).toMatchObject(refused);
  });

  it.each(kinds)(
    'gives nothing, when the approval was still on its way into the database as all of %s was revoked',
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
      expect(await withdrawAll(kind, 'web')).toBe(0);
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
    for (const kind of kinds) await withdrawAll(kind, 'web');
    test.pass(1);
    const { redemption } = await authorize(test);
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
  });

  it('is told from those of others: theirs work', async () => {
    const { redemption } = await authorize(test);
    await withdraw({ kind: 'subject', value: 'user-2' });
    await withdraw({ kind: 'client', value: 'other-web' });
    await withdraw(accessOf('other-web'));
    await withdraw(accessOf('web', 'user-2'));
    expect(await redeem(redemption)).toMatchObject({ tokenType: 'Bearer' });
  });
});

describe('a device that was approved before everything was withdrawn', () => {
  it.each(kinds)('gets nothing, when it was all of %s', async (kind) => {
    test.device.approvedAt.set('device', test.now());
    test.pass(5);
    await withdrawAll(kind, 'tv');
    test.pass(5);
    expect(await pollOf('device')).toMatchObject(refused);
    expect(await living()).toBe(0);
  });

  it('is told from one that was approved later', async () => {
    for (const kind of kinds) await withdrawAll(kind, 'tv');
    test.pass(5);
    test.device.approvedAt.set('device', test.now());
    expect(await pollOf('device')).toMatchObject({ tokenType: 'Bearer' });
  });

  it('is told from what the user allowed other clients, and others this one', async () => {
    test.device.approvedAt.set('device', test.now());
    await withdraw(accessOf('web'));
    await withdraw(accessOf('tv', 'user-2'));
    expect(await pollOf('device')).toMatchObject({ tokenType: 'Bearer' });
  });

  it('gets nothing though an earlier withdrawal was repeated by a replica whose clock is behind', async () => {
    test.pass(5);
    test.device.approvedAt.set('device', test.now());
    await withdraw(accessOf('tv'));
    test.pass(-5);
    await withdraw(accessOf('tv'));
    test.pass(10);
    expect(await pollOf('device')).toMatchObject(refused);
  });
});

describe('a withdrawal at the very moment of a redemption', () => {
  /** What a device or a client that redeems is given, when it is. */
  const issued = () => ({
    refreshToken: null,
    accessTokenExpiresAt: new Date(test.now().getTime() + 600_000),
    grantExpiresAt: new Date(test.now().getTime() + 600_000),
    dpopJkt: null,
  });
  const insertDevice = (database: Pool | PoolClient) =>
    createGrantRepository(database).insertOnce(
      {
        id: randomUUID(),
        clientId: 'tv',
        subject: 'user-1',
        scopes: ['flex:read'],
        resources: [],
        authTime: test.now(),
        acr: null,
        createdAt: test.now(),
        approvedAt: test.now(),
        tokenFamilyKey: createFamilyKey(),
      },
      issued(),
      { hash: Buffer.alloc(32), rotatedAt: test.now(), sealedAnswer: Buffer.alloc(1) },
    );
  const waits = (mode: string) =>
    eventually(async () => {
      const locks = await test.pool.query(
        `SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE NOT granted AND mode = $1 AND datname = current_database()`,
        [mode],
      );
      return locks.rowCount === 1;
    });

  it.each(kinds)('revokes the grant of a device that is being stored: all of %s', async (kind) => {
    const transaction = await test.pool.connect();
    await transaction.query('BEGIN');
    expect(await insertDevice(transaction)).toBe(true);
    const withdrawn = withdrawAll(kind, 'tv');
    await waits('ExclusiveLock');
    await transaction.query('COMMIT');
    transaction.release();
    expect(await withdrawn).toBe(1);
    expect(await living()).toBe(0);
  });

  it.each(kinds)('has a device wait while it is being stored, and get nothing: all of %s', async (kind) => {
    // The withdrawal has its lock and waits to tell: another revocation is being stored.
    const table = kind.startsWith('what') ? 'withdrawals' : 'revocations';
    const other = await test.pool.connect();
    await other.query(`BEGIN; LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    const withdrawn = withdrawAll(kind, 'tv');
    await waits('RowExclusiveLock');
    const polled = insertDevice(test.pool);
    await waits('ShareLock');
    await other.query('COMMIT');
    other.release();
    expect(await polled).toBe(false);
    expect(await withdrawn).toBe(0);
    expect(await living()).toBe(0);
  });

  it.each(kinds)('revokes the grant whose code is being redeemed: all of %s', async (kind) => {
    const { redemption } = await authorize(test);
    const { rows } = await test.pool.query<{ id: string; code_hash: Buffer }>(
      'SELECT id, code_hash FROM grants',
    );
    const transaction = await test.pool.connect();
    await transaction.query('BEGIN');
    const { id: grantId = '', code_hash: hash = Buffer.alloc(0) } = rows[0] ?? {};
    const presented = { grantId, hash, dpopJkt: undefined };
    const repository = createGrantRepository(transaction);
    expect(await repository.redeemCodeOnce(presented, issued(), test.now())).toBe(true);
    const withdrawn = withdrawAll(kind, 'web');
    await waits('ShareLock');
    await transaction.query('COMMIT');
    transaction.release();
    expect(await withdrawn).toBe(1);
    expect(await living()).toBe(0);
    expect(await redeem(redemption)).toMatchObject(refused);
  });

  it('lets a hundred devices and withdrawals leave no grant alive', async () => {
    const work = Array.from({ length: 100 }, (_, number) =>
      number % 5 === 0 ? withdraw(accessOf('tv')) : insertDevice(test.pool),
    );
    await Promise.all(work);
    expect(await living()).toBe(0);
  });
});

it('drops a withdrawal when nothing that was approved before can be redeemed', async () => {
  const withdrawals = createWithdrawalRepository(test.pool);
  await withdraw(accessOf('tv'));
  const at = (seconds: number) => new Date(test.now().getTime() + seconds * 1000);
  expect(await withdrawals.dropExpired(at(600), 10)).toBe(0);
  expect(await withdrawals.dropExpired(at(601), 10)).toBe(1);
});

it('remembers a revocation for as long as what was approved before could be redeemed', async () => {
  const cli = test.connectAs('cli').service(GrantService);
  await cli.revokeGrants({ revoked: { case: 'clientId', value: 'web' } });
  const [entry] = await createRevocationRepository(test.pool).after(0n, 1);
  const seconds = ((entry?.expiresAt.getTime() ?? 0) - test.now().getTime()) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(3_600);
});
