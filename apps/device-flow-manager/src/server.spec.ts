import { testCertificates } from '@latchkey/development';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { OAuthError } from '@latchkey/oauth';
import { actors, deviceRequest } from './testing/actors';
import { after } from './testing/authorizations';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from './testing/device-flow-manager';
import { openEngine, type Engine } from './testing/engines';
import { outcomeOf } from './testing/outcome';

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, get, approve, deny, moveTo } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe('the device-flow manager', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine('PostgreSQL');
  });

  afterAll(() => engine.close());

  beforeEach(async () => {
    manager = await startDeviceFlowManager(certificates, engine.store);
  });

  afterEach(() => manager.close());

  it.each([
    ['StartDeviceAuthorization', ['token-issuer']],
    ['RedeemDeviceCodes', ['token-issuer']],
    ['GetDeviceAuthorization', ['authorization-frontend']],
    ['ApproveDeviceAuthorization', ['authorization-frontend']],
    ['DenyDeviceAuthorization', ['authorization-frontend']],
  ])('takes %s from %j and nobody else', async (method, allowed) => {
    for (const caller of callers) {
      const client = manager.as[caller];
      const { deviceCode, userCode } = await begin();
      const calls: Record<string, () => Promise<unknown>> = {
        StartDeviceAuthorization: () => client.startDeviceAuthorization(deviceRequest),
        RedeemDeviceCodes: () =>
          client.redeemDeviceCodes({ devicePolls: [{ deviceCode, clientId: 'demo-tv' }] }),
        GetDeviceAuthorization: () => client.getDeviceAuthorization({ userCode }),
        ApproveDeviceAuthorization: () =>
          client.approveDeviceAuthorization({
            userCode,
            subject: 'ada',
            authTime: timestampFromDate(after(0)),
          }),
        DenyDeviceAuthorization: () => client.denyDeviceAuthorization({ userCode }),
      };
      const outcome = await outcomeOf(calls[method]?.() ?? Promise.reject(new Error('no such method')));
      expect(outcome === 'PERMISSION_DENIED').toBe(!allowed.includes(caller));
    }
  });

  it.each([
    ['without a subject', { subject: '', authTime: timestampFromDate(after(0)) }],
    ['without the time of sign-in', { subject: 'ada' }],
    ['with an acr that nobody knows', { subject: 'ada', authTime: timestampFromDate(after(0)), acr: 'high' }],
  ])('refuses an approval %s', async (_, approval) => {
    const { userCode } = await begin();
    const call = manager.as['authorization-frontend'].approveDeviceAuthorization({ userCode, ...approval });
    expect(await outcomeOf(call)).toBe('INVALID_ARGUMENT');
  });

  it('passes on how and when the user signed in, and when they decided', async () => {
    const { deviceCode, userCode } = await begin();
    moveTo(30);
    await approve(userCode, { acr: 'https://refeds.org/profile/mfa' });
    moveTo(60);
    // Who allows it again, after another sign-in, changes nothing.
    await approve(userCode, { acr: 'phr' });
    const approval = await redeem(deviceCode);
    expect(approval).toMatchObject({
      acr: 'https://refeds.org/profile/mfa',
      authTime: timestampFromDate(after(-60)),
      approveTime: timestampFromDate(after(30)),
    });
    expect(await redeem(deviceCode)).toEqual(approval);
  });

  it('refuses to start for nobody', async () => {
    const call = manager.as['token-issuer'].startDeviceAuthorization({ ...deviceRequest, clientId: '' });
    expect(await outcomeOf(call)).toBe('INVALID_ARGUMENT');
  });

  it('keeps no more of what a device says about itself than people read', async () => {
    const { userCode } = await manager.as['token-issuer'].startDeviceAuthorization({
      ...deviceRequest,
      scopes: ['flex:read', 'flex:read'],
      userAgent: 'x'.repeat(100_000),
      remoteAddress: '9'.repeat(100_000),
    });
    const { deviceAuthorization } = await get(userCode);
    expect(deviceAuthorization?.userAgent).toHaveLength(256);
    expect(deviceAuthorization?.remoteAddress).toHaveLength(64);
    expect(deviceAuthorization?.scopes).toEqual(['flex:read']);
  });

  it('says the same of a code that is unknown, malformed, of another client and used up', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    await redeem(deviceCode);
    const refusals = [redeem('A'.repeat(43)), redeem('short'), redeem(''), redeem(deviceCode, 'other-tv')];
    const descriptions = await Promise.all(
      refusals.map((call) => call.catch((error: OAuthError) => error.description)),
    );
    moveTo(100);
    descriptions.push(await redeem(deviceCode).catch((error: OAuthError) => error.description));
    expect(descriptions).toHaveLength(5);
    expect(new Set(descriptions).size).toBe(1);
  });

  it('says where the code came from that it shows, and whether it has to be typed', async () => {
    const { userCode } = await begin({ userCodeMustBeTyped: true });
    expect((await get(userCode)).deviceAuthorization).toMatchObject({
      region: 'Zurich',
      userCodeMustBeTyped: true,
    });
    const plain = await begin({ region: 'x'.repeat(1000) });
    const { deviceAuthorization } = await get(plain.userCode);
    expect(deviceAuthorization?.userCodeMustBeTyped).toBe(false);
    expect(deviceAuthorization?.region).toHaveLength(64);
  });

  it('gives a client the lifetime and the interval that it is registered with', async () => {
    const started = await begin({ lifetimeSeconds: 1_800, intervalSeconds: 20 });
    expect(started).toMatchObject({ expiresInSeconds: 1_800, intervalSeconds: 20 });
    expect(await outcomeOf(redeem(started.deviceCode))).toBe('authorization_pending');
    moveTo(19);
    expect(await outcomeOf(redeem(started.deviceCode))).toBe('slow_down');
    moveTo(1_799);
    expect(await outcomeOf(get(started.userCode))).toBe('ok');
    moveTo(1_800);
    expect(await outcomeOf(get(started.userCode))).toBe('NOT_FOUND');
    expect(await outcomeOf(redeem(started.deviceCode))).toBe('expired_token');
  });

  it.each([
    { lifetimeSeconds: 3_601 },
    { lifetimeSeconds: -1 },
    { intervalSeconds: 61 },
    { intervalSeconds: -2_147_483_648 },
  ])('refuses %j, which nobody may be registered with', async (bounds) => {
    expect(await outcomeOf(begin(bounds))).toBe('INVALID_ARGUMENT');
  });

  describe('leaves one line for an auditor', () => {
    const events = () =>
      manager.logged
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ event }) => event !== undefined)
        .map(({ event, grantId, clientId, subject, address, bound }) => ({
          event,
          grantId,
          clientId,
          subject,
          address,
          bound,
        }));
    const browser = { remoteAddress: '198.51.100.7', sessionId: 'session-of-ada' };

    it('of an approval and of its redemption, however often they are repeated', async () => {
      const { deviceCode, userCode } = await begin();
      await approve(userCode, browser);
      await approve(userCode, browser);
      const { grantId } = await redeem(deviceCode);
      await redeem(deviceCode);
      const both = { grantId, clientId: 'demo-tv' };
      expect(events()).toEqual([
        { event: 'device.started', ...both, address: '192.0.2.7' },
        { event: 'device.approved', ...both, subject: 'ada', address: '198.51.100.7' },
        { event: 'device.redeemed', ...both, subject: 'ada', address: '192.0.2.7' },
      ]);
    });

    it('of a refusal', async () => {
      const { deviceCode, userCode } = await begin();
      await deny(userCode, browser);
      await deny(userCode, browser);
      await outcomeOf(redeem(deviceCode));
      expect(events().slice(1)).toMatchObject([
        { event: 'device.denied', subject: 'ada', address: '198.51.100.7' },
      ]);
    });

    it('of a device that came too late, also when it keeps coming', async () => {
      const { deviceCode } = await begin();
      moveTo(600);
      for (let poll = 0; poll < 5; poll += 1) await outcomeOf(redeem(deviceCode));
      expect(events().slice(1)).toMatchObject([{ event: 'device.expired', address: '192.0.2.7' }]);
    });

    it('of guessing that has reached a bound', async () => {
      const guesser = { remoteAddress: '203.0.113.9', sessionId: 'guessing' };
      for (let guess = 0; guess < 12; guess += 1) await outcomeOf(get('ETE39050', guesser));
      expect(events()).toMatchObject([
        { event: 'device.guesses_used_up', bound: 'address', address: '203.0.113.9' },
        { event: 'device.guesses_used_up', bound: 'session', address: '203.0.113.9' },
      ]);
    });

    it('and no line ever holds a code or a session', async () => {
      const { deviceCode, userCode } = await begin();
      await outcomeOf(redeem(deviceCode));
      await outcomeOf(redeem(deviceCode, 'other-tv'));
      await get(userCode, browser);
      await approve(userCode, browser);
      await outcomeOf(deny(userCode));
      await redeem(deviceCode);
      moveTo(100);
      await outcomeOf(redeem(deviceCode));
      await outcomeOf(get('ETE39050', browser));
      const text = manager.logged.join();
      expect(text).toContain('demo-tv');
      for (const secret of [deviceCode, userCode, 'ETE39050', 'session-of-ada'])
        expect(text).not.toContain(secret);
    });
  });
});
