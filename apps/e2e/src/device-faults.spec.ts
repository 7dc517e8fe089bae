import { isRedisInstalled } from '@latchkey/development';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { openAuditLog } from './testing/audit-log';
import {
  poll,
  pollPatiently,
  signInToDecide,
  startDevice,
  type DeviceCodes,
  type PollAnswer,
} from './testing/device';
import { openRegistry } from './testing/registry';
import { startRestartingStores, type RestartingStores } from './testing/restarting-stores';
import { startTestStack, type TestStack } from './testing/test-stack';

jest.setTimeout(90_000);

const stores = isRedisInstalled() ? (['PostgreSQL', 'Redis'] as const) : (['PostgreSQL'] as const);
if (!isRedisInstalled()) process.stdout.write('device faults: left out with Redis, which is not installed\n');

const tokens = expect.objectContaining({
  status: 200,
  body: expect.objectContaining({ access_token: expect.any(String) }),
});
const refusedWith = (error: string) =>
  expect.objectContaining({
    status: 400,
    body: { error, error_description: expect.any(String) },
  });
const grantOf = ({ body }: PollAnswer) => {
  const claims = Buffer.from(String(body['access_token']).split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { grant_id: string }).grant_id;
};
/** A clear error that says to come again, or an answer as if nothing had been. */
const clear = (answer: PollAnswer) => {
  if (answer.status !== 503) return expect([200, 400]).toContain(answer.status);
  expect(answer.body).toMatchObject({ error: 'temporarily_unavailable' });
  expect(answer.retryAfter).toMatch(/^\d+$/);
};

describe.each(stores)('a device whose codes are kept by %s', (store) => {
  let engines: RestartingStores;
  let stack: TestStack;
  let decide: Awaited<ReturnType<typeof signInToDecide>>;
  let states: Record<'pending' | 'approved' | 'denied' | 'redeemed', DeviceCodes>;
  let redeemed: PollAnswer;

  beforeAll(async () => {
    engines = await startRestartingStores({ redis: store === 'Redis' });
    const { databaseUrl, redisUrl } = engines;
    stack = await startTestStack({ databaseUrl, redisUrl });
    decide = await signInToDecide(stack);
  }, 120_000);
  afterAll(async () => {
    await stack?.stop();
    await engines?.remove();
  });

  /** One device in each state. */
  beforeEach(async () => {
    states = {
      pending: await startDevice(stack),
      approved: await startDevice(stack),
      denied: await startDevice(stack),
      redeemed: await startDevice(stack),
    };
    await decide(states.approved, 'approve');
    await decide(states.denied, 'deny');
    await decide(states.redeemed, 'approve');
    redeemed = await poll(stack, states.redeemed.deviceCode);
    expect(redeemed).toEqual(tokens);
  });

  /** Every device is where it was, and goes on from there. Returns the grants that came of them. */
  const expectNothingLost = async () => {
    const { pending, approved, denied } = states;
    // First what has to come within its window.
    expect((await pollPatiently(stack, states.redeemed.deviceCode)).body).toMatchObject({
      access_token: redeemed.body['access_token'],
      refresh_token: redeemed.body['refresh_token'],
    });
    expect(await pollPatiently(stack, pending.deviceCode)).toEqual(refusedWith('authorization_pending'));
    expect(await pollPatiently(stack, denied.deviceCode)).toEqual(refusedWith('access_denied'));
    const first = await pollPatiently(stack, approved.deviceCode);
    await decide(pending, 'approve');
    const last = await pollPatiently(stack, pending.deviceCode);
    for (const answer of [first, last]) expect(answer).toEqual(tokens);
    return [redeemed, first, last].map(grantOf);
  };

  it('goes on where it was when the device-flow process is killed, in every state', async () => {
    await stack.service('device-flow-manager').kill();
    const during = Object.values(states).map(({ deviceCode }) => poll(stack, deviceCode));
    await stack.restart('device-flow-manager');
    (await Promise.all(during)).forEach(clear);
    // Whoever polled while it was away keeps the interval from here on.
    await wait(5_000);
    await expectNothingLost();
  });

  it('gets its one grant when the process is killed while devices fetch what was approved', async () => {
    const devices = await Promise.all(Array.from({ length: 12 }, () => startDevice(stack)));
    for (const device of devices) await decide(device, 'approve');
    const during = devices.map(({ deviceCode }) => poll(stack, deviceCode));
    await stack.service('device-flow-manager').kill();
    await stack.restart('device-flow-manager');
    (await Promise.all(during)).forEach(clear);
    for (const { deviceCode } of devices) {
      const answer = await pollPatiently(stack, deviceCode);
      expect(answer).toEqual(tokens);
      // The same however often it asks: one grant, one pair of tokens.
      expect((await poll(stack, deviceCode)).body['refresh_token']).toBe(answer.body['refresh_token']);
    }
  });

  it(`loses nothing when ${store} is restarted in the middle, and the audit log gets every step`, async () => {
    const polls = () => Object.values(states).map(({ deviceCode }) => poll(stack, deviceCode));
    const during = await engines.without(store, () => Promise.all(polls()));
    during.forEach(clear);
    await wait(5_000);
    const grants = await expectNothingLost();

    const log = await openAuditLog(stack);
    for (const grantId of grants) {
      const events = await log.eventsOfGrant(grantId, 4);
      expect(events.map(({ type }) => type).sort()).toEqual([
        'device.approved',
        'device.redeemed',
        'device.started',
        'grant.created',
      ]);
      for (const { type, recorder, clientId, requestId } of events) {
        expect(recorder).toBe(type === 'grant.created' ? 'token-issuer' : 'device-flow-manager');
        expect(clientId).toBe('demo-tv');
        expect(requestId).toMatch(/^[\w.-]{8,64}$/);
      }
    }
    log.close();
  });

  if (store === 'Redis') {
    it('loses nothing when PostgreSQL, which keeps everything else, is restarted beside it', async () => {
      const during = await engines.without('PostgreSQL', () =>
        Promise.all(Object.values(states).map(({ deviceCode }) => poll(stack, deviceCode))),
      );
      during.forEach(clear);
      await wait(5_000);
      await expectNothingLost();
    });
  }
});

describe('a device code that is good for nothing', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack({
      environment: {
        LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: '15',
        LATCHKEY_DEVICE_REPLAY_WINDOW_SECONDS: '1',
      },
    });
    const registry = await openRegistry(stack);
    await registry.query(
      `INSERT INTO clients (client_id, client_name, token_endpoint_auth_method, grant_types, scopes, resources)
       SELECT 'other-tv', 'Another television', token_endpoint_auth_method, grant_types, scopes, resources
       FROM clients WHERE client_id = 'demo-tv'`,
    );
    await registry.close();
  }, 120_000);
  afterAll(() => stack?.stop());

  it('is refused in the same words, whether it is unknown, of another client or used up, and harms nobody', async () => {
    const decide = await signInToDecide(stack);
    const used = await startDevice(stack);
    await decide(used, 'approve');
    expect(await poll(stack, used.deviceCode)).toEqual(tokens);
    const own = await startDevice(stack);
    await wait(1_100);
    const refusals = [
      await poll(stack, randomBytes(32).toString('base64url')),
      await poll(stack, own.deviceCode, 'other-tv'),
      await poll(stack, used.deviceCode),
    ];
    for (const refusal of refusals) expect(refusal).toEqual(refusedWith('invalid_grant'));
    expect(new Set(refusals.map(({ body }) => body['error_description'])).size).toBe(1);
    await decide(own, 'approve');
    expect(await poll(stack, own.deviceCode)).toEqual(tokens);
  });

  it.each([
    ['missing', '', 'invalid_request'],
    ['short', 'x', 'invalid_grant'],
    ['almost one', `${'A'.repeat(42)}*`, 'invalid_grant'],
    ['a user code', 'ETE39050', 'invalid_grant'],
    ['with a control character', 'A\0B', 'invalid_request'],
    ['of another script', '\u0661'.repeat(43), 'invalid_grant'],
    ['huge', 'A'.repeat(8_000), 'invalid_grant'],
    ['beyond all bounds', 'A'.repeat(9_000), 'invalid_request'],
  ])('is refused with a clear error when it is %s', async (_, deviceCode, error) => {
    expect(await poll(stack, deviceCode)).toEqual(refusedWith(error));
  });

  it('has expired for good, also after the process was killed, and a user cannot allow it any more', async () => {
    const { deviceCode, userCode } = await startDevice(stack);
    const decide = await signInToDecide(stack);
    await wait(15_500);
    await stack.service('device-flow-manager').kill();
    await stack.restart('device-flow-manager');
    for (let times = 0; times < 2; times += 1) {
      expect(await pollPatiently(stack, deviceCode)).toEqual(refusedWith('expired_token'));
    }
    await expect(decide({ deviceCode, userCode }, 'approve')).rejects.toThrow();
    expect(await poll(stack, deviceCode)).toEqual(refusedWith('expired_token'));
  });
});
