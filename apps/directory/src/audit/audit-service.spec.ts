import { randomUUID } from 'node:crypto';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditService, type AuditEventSchema } from '@latchkey/contracts';
import * as development from '@latchkey/development';
import type { RpcClient } from '@latchkey/rpc';
import { startTestDirectory, type TestDirectory } from '../testing/test-directory';
import { createAuditLog } from './audit-log';

type Event = MessageInitShape<typeof AuditEventSchema>;

describe('AuditService', () => {
  let directory: TestDirectory;
  let issuer: RpcClient<typeof AuditService>;
  let cli: RpcClient<typeof AuditService>;

  beforeEach(async () => {
    directory = await startTestDirectory({ development });
    issuer = await directory.as('token-issuer', AuditService);
    cli = await directory.as('cli', AuditService);
  });

  afterEach(() => directory.close());

  const moment = (seconds: number) => timestampFromDate(new Date(directory.now().getTime() + seconds * 1000));
  const event = (change: Event = {}): Event => ({
    eventId: randomUUID(),
    eventTime: moment(0),
    type: 'grant.revoked',
    ...change,
  });
  const record = (...auditEvents: Event[]) => issuer.recordAuditEvents({ auditEvents });
  const list = async (request: Parameters<typeof cli.listAuditEvents>[0] = {}) =>
    (await cli.listAuditEvents(request)).auditEvents;

  it('keeps all that an event says, and who recorded it by certificate', async () => {
    const whole = event({
      subject: randomUUID(),
      clientId: 'demo web',
      grantId: 'grant-1',
      remoteAddress: '2001:db8::1',
      requestId: randomUUID(),
      details: { reason: 'reuse of a refresh token – "old"', scopes: 'flex:read' },
    });
    await record({ ...whole, recorder: 'directory' });
    expect(await list()).toMatchObject([{ ...whole, recorder: 'token-issuer' }]);
  });

  it('keeps an event once, however often it is recorded', async () => {
    const [one, two] = [event(), event()];
    await Promise.all([record(one, two), record(two, one), record(one, one)]);
    await record({ ...one, type: 'grant.approved' });
    expect((await list()).map(({ type }) => type)).toEqual(['grant.revoked', 'grant.revoked']);
  });

  it('takes a hundred events at once, and refuses more', async () => {
    await record(...Array.from({ length: 100 }, () => event()));
    await record();
    await expect(record(...Array.from({ length: 101 }, () => event()))).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
    });
    expect(await list({ pageSize: 200 })).toHaveLength(100);
  });

  it.each<[string, string, Event]>([
    ['no identifier', 'event_id', { eventId: '' }],
    ['an identifier that is no UUID', 'event_id', { eventId: "x'); DROP TABLE" }],
    ['no time', 'event_time', { eventTime: undefined }],
    [
      'a time in the future',
      'event_time',
      { eventTime: timestampFromDate(new Date('2030-01-01T01:00:00.001Z')) },
    ],
    ['a time that is none', 'event_time', { eventTime: { seconds: 2n ** 62n, nanos: 0 } }],
    ['no type', 'type', { type: '' }],
    ['a type of one word', 'type', { type: 'revoked' }],
    ['a type in capitals', 'type', { type: 'Grant.revoked' }],
    ['a type that is too long', 'type', { type: `grant.${'x'.repeat(95)}` }],
    ['a subject that is too long', 'subject', { subject: 'x'.repeat(257) }],
    ['a client with a control character', 'client_id', { clientId: 'web\u0000' }],
    ['a grant that is too long', 'grant_id', { grantId: 'x'.repeat(257) }],
    ['an address that is too long', 'remote_address', { remoteAddress: 'x'.repeat(65) }],
    ['a request with a line break', 'request_id', { requestId: 'a\nb' }],
    [
      'too many details',
      'details must be at most 20',
      { details: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`d${n}`, ''])) },
    ],
    ['a detail that is too long', 'details must have', { details: { secret: 'x'.repeat(501) } }],
    ['a detail with a control character', 'details must have', { details: { reason: 'a\u0000' } }],
    ['a detail without a name', 'names of details', { details: { '': 'x' } }],
    ['a detail with an odd name', 'names of details', { details: { __proto__x: 'x' } }],
  ])('refuses an event with %s, says which, and keeps none of the batch', async (_, rule, change) => {
    await expect(record(event(), event(change))).rejects.toMatchObject({
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(`event 1: ${rule}`),
    });
    expect(await list()).toEqual([]);
  });

  it('accepts an event of a clock that is ahead, and one that waited long', async () => {
    await record(event({ eventTime: moment(3_600) }), event({ eventTime: moment(-86_400 * 30) }));
    expect(await list()).toHaveLength(2);
  });

  it('lists the events of a user, of a client, of a type or of a family of types, newest first', async () => {
    const ada = randomUUID();
    await record(
      event({ eventTime: moment(-3), subject: ada, clientId: 'web', type: 'device.approved' }),
      event({ eventTime: moment(-1), subject: ada, type: 'device.denied' }),
      event({ eventTime: moment(-2), clientId: 'web', type: 'devices.listed' }),
      event({ eventTime: moment(-4), subject: ada, clientId: 'web', type: 'grant.revoked' }),
    );
    const types = async (request: Parameters<typeof list>[0]) =>
      (await list(request)).map(({ type }) => type);
    expect(await types({})).toEqual(['device.denied', 'devices.listed', 'device.approved', 'grant.revoked']);
    expect(await types({ subject: ada })).toEqual(['device.denied', 'device.approved', 'grant.revoked']);
    expect(await types({ clientId: 'web' })).toEqual(['devices.listed', 'device.approved', 'grant.revoked']);
    expect(await types({ type: 'device.' })).toEqual(['device.denied', 'device.approved']);
    expect(await types({ type: 'device.denied' })).toEqual(['device.denied']);
    expect(await types({ type: 'device' })).toEqual([]);
    expect(await types({ type: 'd%.' })).toEqual([]);
    expect(await types({ subject: ada, clientId: 'web', type: 'device.' })).toEqual(['device.approved']);
    expect(await types({ subject: "' OR true --" })).toEqual([]);
  });

  it('lists page by page, each event once, also those of one moment and while new ones arrive', async () => {
    const ids = Array.from({ length: 25 }, () => randomUUID());
    await record(...ids.map((eventId, n) => event({ eventId, eventTime: moment(-Math.floor(n / 10)) })));
    const seen: string[] = [];
    let pageToken = '';
    do {
      const page = await cli.listAuditEvents({ pageSize: 4, pageToken });
      seen.push(...page.auditEvents.map(({ eventId }) => eventId));
      pageToken = page.nextPageToken;
      await record(event({ eventTime: moment(1) }));
    } while (pageToken !== '');
    expect(seen).toHaveLength(25);
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  it('ends with a page without a token, also when the events fill it', async () => {
    await record(...Array.from({ length: 50 }, () => event()));
    const page = await cli.listAuditEvents({});
    expect(page.auditEvents).toHaveLength(50);
    expect(page.nextPageToken).toBe('');
    expect(await list({ pageSize: 200 })).toHaveLength(50);
  });

  it.each([
    ['a page of more than 200', { pageSize: 201 }],
    ['a page below none', { pageSize: -1 }],
    ['a token that is none', { pageToken: 'abc' }],
    ['a very long token', { pageToken: 'A'.repeat(100_000) }],
    ['a user with a control character', { subject: '\u0000' }],
    ['a type that is too long', { type: 'x'.repeat(257) }],
  ])('refuses %s', async (_, request) => {
    await expect(list(request)).rejects.toMatchObject({ status: 'INVALID_ARGUMENT' });
  });

  it('refuses to change or empty the log, whoever asks', async () => {
    await record(event());
    for (const statement of [
      `UPDATE audit_events SET type = 'nothing.happened'`,
      `UPDATE audit_events SET type = 'x.y' WHERE false`,
      `INSERT INTO audit_events SELECT * FROM audit_events
       ON CONFLICT (event_id) DO UPDATE SET type = 'nothing.happened'`,
      `TRUNCATE audit_events`,
    ]) {
      await expect(directory.pool.query(statement)).rejects.toMatchObject({ code: '23001' });
    }
    expect(await list()).toMatchObject([{ type: 'grant.revoked' }]);
  });

  it('drops events older than asked, the oldest first and no more than asked for', async () => {
    await record(...[1, 2, 3, 4].map((n) => event({ eventTime: moment(n - 5) })));
    const audit = createAuditLog(directory.pool);
    const limit = timestampDate(moment(-1));
    expect(await audit.deleteBefore(limit, 2)).toBe(2);
    expect(await audit.deleteBefore(limit, 2)).toBe(1);
    expect((await list()).map(({ eventTime }) => eventTime)).toMatchObject([moment(-1)]);
  });

  it.each([
    ['all', {}],
    ['a user', { subject: randomUUID() }],
    ['a client', { clientId: 'web' }],
    ['a type', { type: 'grant.revoked' }],
  ])('reads the events of %s along an index, and not all there are', async (_, filter) => {
    await directory.pool.query(
      `INSERT INTO audit_events (event_id, event_time, type, recorder, subject, client_id, grant_id,
         remote_address, request_id, details)
       SELECT gen_random_uuid(), now() - n * interval '1 minute', (ARRAY['grant.revoked', 'grant.approved'])[n % 2 + 1],
         'token-issuer', gen_random_uuid()::text, 'client ' || n % 500, '', '', '', '{}'
       FROM generate_series(1, 20000) AS n`,
    );
    await directory.pool.query(`ANALYZE audit_events`);
    const plans: string[] = [];
    const explaining = {
      query: async (text: string, values: unknown[]) => {
        const { rows } = await directory.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
        plans.push(...rows.map((row) => row['QUERY PLAN']));
        return { rows: [] };
      },
    } as unknown as Parameters<typeof createAuditLog>[0];
    await createAuditLog(explaining).list({ subject: '', clientId: '', type: '', ...filter }, 51);
    expect(plans.join('\n')).toContain('Index Scan');
    expect(plans.join('\n')).not.toContain('Seq Scan');
  });

  it('lets the services record that the contract names, and others read', async () => {
    const denied = { status: 'PERMISSION_DENIED' };
    for (const caller of ['resource-gateway', 'cli', 'demo-api']) {
      const other = await directory.as(caller, AuditService);
      await expect(other.recordAuditEvents({})).rejects.toMatchObject(denied);
    }
    for (const caller of ['resource-gateway', 'token-issuer', 'device-flow-manager']) {
      const other = await directory.as(caller, AuditService);
      await expect(other.listAuditEvents({})).rejects.toMatchObject(denied);
    }
  });
});
