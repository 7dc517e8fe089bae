import { randomUUID } from 'node:crypto';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { AuditService, ConsentService } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { createClientRepository } from '../client/client-repository';
import { web } from '../testing/registrations';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createUserRepository } from '../user/user-repository';
import { createConsentRepository } from './consent-repository';

const [ada, eve]: [string, string] = [randomUUID(), randomUUID()];
const [api, other] = ['https://api.example.com/', 'https://other.example.com/'];
const key = { subject: ada, clientId: 'web' };

describe('ConsentService', () => {
  let directory: TestDirectory;
  let frontend: RpcClient<typeof ConsentService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    frontend = await directory.as('authorization-frontend', ConsentService);
    const passwordHash = await directory.passwords.hash('x');
    const users = createUserRepository(directory.pool);
    await users.upsert({ subject: ada, email: 'ada@example.com', name: 'Ada', passwordHash });
    await users.upsert({ subject: eve, email: 'eve@example.com', name: 'Eve', passwordHash });
    const clients = createClientRepository(directory.pool);
    await clients.upsert(web);
    await clients.upsert({ ...web, clientId: 'app', clientName: 'App' });
  });

  afterEach(() => directory.close());

  const allow = (resource: string, ...scopes: string[]) =>
    frontend.recordConsent({ ...key, allowed: [{ resource, scopes }] });
  const get = async (change: Partial<typeof key> = {}) =>
    (await frontend.getConsent({ ...key, ...change })).consent;
  const allowed = async (change: Partial<typeof key> = {}) =>
    (await get(change))?.allowed.map(({ resource, scopes }) => ({ resource, scopes }));
  const events = async () => {
    const cli = await directory.as('cli', AuditService);
    return (await cli.listAuditEvents({ type: 'consent.', subject: ada })).auditEvents;
  };

  it('returns nothing allowed when the user never allowed anything', async () => {
    expect(await get()).toMatchObject({ ...key, allowed: [] });
    expect(await get({ subject: randomUUID() })).toMatchObject({ allowed: [] });
    expect(await get({ subject: '\u0000', clientId: '\u0000' })).toMatchObject({ allowed: [] });
  });

  it('remembers what was allowed at each resource, also where there are no scopes', async () => {
    const from = directory.now();
    await frontend.recordConsent({
      ...key,
      allowed: [
        { resource: other, scopes: [] },
        { resource: api, scopes: ['flex:read', 'flex:control', 'flex:read'] },
      ],
    });
    expect(await get()).toMatchObject({ ...key, clientName: 'Web' });
    expect(await allowed()).toEqual([
      { resource: api, scopes: ['flex:control', 'flex:read'] },
      { resource: other, scopes: [] },
    ]);
    const consent = await get();
    expect(consent?.createTime && timestampDate(consent.createTime)).toEqual(from);
  });

  it('adds what is new, keeps what was, and says since when and when last', async () => {
    const from = directory.now();
    await allow(api, 'flex:read');
    directory.advance(60);
    await frontend.recordConsent({
      ...key,
      allowed: [
        { resource: api, scopes: ['flex:control'] },
        { resource: api, scopes: ['a'] },
      ],
    });
    expect(await allowed()).toEqual([{ resource: api, scopes: ['a', 'flex:control', 'flex:read'] }]);
    const consent = await get();
    expect(consent?.createTime && timestampDate(consent.createTime)).toEqual(from);
    expect(consent?.updateTime && timestampDate(consent.updateTime)).toEqual(directory.now());
  });

  it('forgets nothing when many are recorded at once, in two replicas', async () => {
    const replica = await (await directory.replica()).as('authorization-frontend', ConsentService);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        (n % 2 ? frontend : replica).recordConsent({
          ...key,
          allowed: [
            { resource: n % 3 ? api : other, scopes: [`scope:${n}`] },
            { resource: n % 3 ? other : api, scopes: [`scope:${n}`] },
          ],
        }),
      ),
    );
    const scopes = Array.from({ length: 40 }, (_, n) => `scope:${n}`).sort();
    expect(await allowed()).toEqual([
      { resource: api, scopes },
      { resource: other, scopes },
    ]);
  });

  it('is whole or gone when it is withdrawn while it is recorded', async () => {
    for (let round = 0; round < 10; round += 1) {
      await allow(api, 'before');
      await Promise.all([allow(api, 'after'), frontend.deleteConsent(key)]);
      const left = await allowed();
      expect([[], [{ resource: api, scopes: ['after'] }]]).toContainEqual(left);
      await frontend.deleteConsent(key);
    }
  });

  it('forgets one consent on request, and does not mind being asked again', async () => {
    await allow(api, 'flex:read');
    await frontend.recordConsent({ ...key, clientId: 'app', allowed: [{ resource: api, scopes: ['a'] }] });
    await frontend.recordConsent({ ...key, subject: eve, allowed: [{ resource: api, scopes: ['a'] }] });
    await frontend.deleteConsent(key);
    await frontend.deleteConsent(key);
    await frontend.deleteConsent({ subject: '', clientId: '' });
    expect(await allowed()).toEqual([]);
    expect(await allowed({ clientId: 'app' })).toHaveLength(1);
    expect(await allowed({ subject: eve })).toHaveLength(1);
  });

  it('goes with the user and with the client', async () => {
    await allow(api, 'flex:read');
    await frontend.recordConsent({ ...key, clientId: 'app', allowed: [{ resource: api, scopes: [] }] });
    await directory.pool.query(`DELETE FROM clients WHERE client_id = 'web'`);
    expect(await allowed()).toEqual([]);
    expect(await allowed({ clientId: 'app' })).toHaveLength(1);
    await directory.pool.query(`DELETE FROM users WHERE subject = $1`, [ada]);
    expect(await allowed({ clientId: 'app' })).toEqual([]);
  });

  it('stays when the client is registered anew', async () => {
    await allow(api, 'flex:read');
    await createClientRepository(directory.pool).upsert({ ...web, clientName: 'Web 2' });
    expect(await get()).toMatchObject({ clientName: 'Web 2', allowed: [{ scopes: ['flex:read'] }] });
  });

  it('lists the consents of a user by the names of the clients, as many as asked for', async () => {
    await allow(api, 'flex:read');
    await frontend.recordConsent({ ...key, clientId: 'app', allowed: [{ resource: api, scopes: ['a'] }] });
    await frontend.recordConsent({ ...key, subject: eve, allowed: [{ resource: other, scopes: ['b'] }] });
    const list = async (subject: string) => (await frontend.listConsents({ subject })).consents;
    expect(await list(ada)).toMatchObject([
      { clientId: 'app', clientName: 'App', allowed: [{ resource: api, scopes: ['a'] }] },
      { clientId: 'web', clientName: 'Web', allowed: [{ resource: api, scopes: ['flex:read'] }] },
    ]);
    expect(await list(eve)).toHaveLength(1);
    expect(await list(randomUUID())).toEqual([]);
    expect(await list('\u0000')).toEqual([]);
    expect(await createConsentRepository(directory.pool).list(ada, 1)).toHaveLength(1);
  });

  it.each([
    ['an unknown user', { subject: randomUUID() }],
    ['an unknown client', { clientId: 'Web' }],
    ['text that names no user', { subject: "'\u0000" }],
    ['text that names no client', { clientId: 'wéb' }],
  ])('answers NOT_FOUND for %s', async (_, change) => {
    const request = { ...key, ...change, allowed: [{ resource: api, scopes: [] }] };
    await expect(frontend.recordConsent(request)).rejects.toMatchObject({ status: 'NOT_FOUND' });
  });

  const many = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);
  it.each([
    ['nothing', []],
    ['more than 100 resources', many(101).map((name) => ({ resource: api + name, scopes: [] }))],
    ['more than 100 scopes', [{ resource: api, scopes: many(101) }]],
    ['no resource', [{ resource: '', scopes: ['a'] }]],
    ['a resource with a space', [{ resource: 'https://a b/', scopes: [] }]],
    ['a resource that is too long', [{ resource: `https://${'x'.repeat(2_041)}`, scopes: [] }]],
    ['an empty scope', [{ resource: api, scopes: [''] }]],
    ['a scope with a quote', [{ resource: api, scopes: ['a"'] }]],
  ])('refuses to record %s', async (_, access) => {
    await expect(frontend.recordConsent({ ...key, allowed: access })).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
    });
    expect(await allowed()).toEqual([]);
  });

  it('takes a hundred resources with a hundred scopes each', async () => {
    await frontend.recordConsent({
      ...key,
      allowed: many(100).map((name) => ({ resource: api + name, scopes: many(100) })),
    });
    expect(await allowed()).toHaveLength(100);
  });

  it('puts what is new and what is withdrawn into the audit log, once', async () => {
    await allow(api, 'flex:read');
    directory.advance(1);
    await allow(api, 'flex:read');
    await allow(api, 'flex:read', 'flex:control');
    directory.advance(1);
    await frontend.deleteConsent(key);
    await frontend.deleteConsent(key);
    const concerns = { subject: ada, clientId: 'web', recorder: 'directory' };
    expect(await events()).toMatchObject([
      { type: 'consent.withdrawn', ...concerns },
      { type: 'consent.recorded', ...concerns, details: { resources: api, scopes: 'flex:control' } },
      { type: 'consent.recorded', ...concerns, details: { resources: api, scopes: 'flex:read' } },
    ]);
  });

  it('remembers nothing that the audit log cannot take', async () => {
    await directory.pool.query(`ALTER TABLE audit_events RENAME TO elsewhere`);
    await expect(allow(api, 'flex:read')).rejects.toMatchObject({ status: 'INTERNAL' });
    expect(await allowed()).toEqual([]);
  });

  it('serves the front end alone', async () => {
    for (const caller of ['resource-gateway', 'token-issuer', 'cli']) {
      const stranger = await directory.as(caller, ConsentService);
      const denied = { status: 'PERMISSION_DENIED' };
      await expect(stranger.getConsent(key)).rejects.toMatchObject(denied);
      await expect(stranger.recordConsent(key)).rejects.toMatchObject(denied);
      await expect(stranger.deleteConsent(key)).rejects.toMatchObject(denied);
      await expect(stranger.listConsents({ subject: ada })).rejects.toMatchObject(denied);
    }
  });
});
