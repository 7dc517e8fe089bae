import { testCertificates } from '@latchkey/development';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState } from '@latchkey/contracts';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import type { DeviceFlowManagerDeps } from '../server';
import { actors, deviceRequest } from '../testing/actors';
import { after } from '../testing/authorizations';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { engineNames, openEngine, type Engine } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, get, stateOf, approve, deny, moveTo } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe.each(engineNames)('the device flow, kept by %s', (engineName) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine(engineName);
  });

  afterAll(() => engine.close());

  beforeEach(async () => {
    manager = await startDeviceFlowManager(certificates, engine.store);
  });

  afterEach(() => manager.close());

  it('hands out a device code, a user code, their life and the interval', async () => {
    const { deviceCode, userCode, expiresInSeconds, intervalSeconds } = await begin();
    expect(deviceCode).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(userCode).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    expect({ expiresInSeconds, intervalSeconds }).toEqual({ expiresInSeconds: 600, intervalSeconds: 5 });
  });

  it('shows who asks for what, from where and when, however the code is typed', async () => {
    const { userCode } = await begin();
    const typed = `${userCode.slice(0, 4)}-${userCode.slice(4)}`.toLowerCase();
    const { deviceAuthorization } = await get(typed);
    expect(deviceAuthorization).toMatchObject({
      ...deviceRequest,
      userCode,
      state: DeviceAuthorizationState.PENDING,
    });
    const { createTime, expireTime } = deviceAuthorization ?? {};
    expect(createTime && timestampDate(createTime)).toEqual(after(0));
    expect(expireTime && timestampDate(expireTime)).toEqual(after(600));
  });

  it('gives an approved device what its user allowed, once it asks', async () => {
    const { deviceCode, userCode } = await begin();
    expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
    await approve(userCode, { scopes: ['flex:read'] });
    expect(await stateOf(userCode)).toBe(DeviceAuthorizationState.APPROVED);
    const approval = await redeem(deviceCode);
    expect(approval).toMatchObject({
      subject: 'ada',
      scopes: ['flex:read'],
      resources: deviceRequest.resources,
    });
    expect(approval.grantId).toMatch(uuid);
    expect(approval.authTime && timestampDate(approval.authTime)).toEqual(after(-60));
    expect(await stateOf(userCode)).toBe(DeviceAuthorizationState.REDEEMED);
  });

  it('tells a refused device so, every time', async () => {
    const { deviceCode, userCode } = await begin();
    await deny(userCode);
    expect(await stateOf(userCode)).toBe(DeviceAuthorizationState.DENIED);
    expect(await outcomeOf(redeem(deviceCode))).toBe('access_denied');
    expect(await outcomeOf(redeem(deviceCode))).toBe('access_denied');
  });

  it('remembers that a device polled too often: the interval stays longer', async () => {
    const { deviceCode } = await begin();
    const outcomes: string[] = [];
    for (const seconds of [0, 1, 6, 21, 36]) {
      moveTo(seconds);
      outcomes.push(await outcomeOf(redeem(deviceCode)));
    }
    expect(outcomes).toEqual([
      'authorization_pending',
      'slow_down', // from now on 10 s
      'slow_down', // from now on 15 s
      'authorization_pending',
      'authorization_pending',
    ]);
  });

  it('repeats the approval for a device that lost it, until the window is over', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    moveTo(100);
    const first = await redeem(deviceCode);
    moveTo(159);
    expect(await redeem(deviceCode)).toEqual(first);
    moveTo(160);
    expect(await outcomeOf(redeem(deviceCode))).toBe('invalid_grant');
  });

  it('refuses scopes that were not asked for, and leaves the decision open', async () => {
    const { userCode } = await begin();
    expect(await outcomeOf(approve(userCode, { scopes: ['flex:read', 'flex:admin'] }))).toBe(
      'INVALID_ARGUMENT',
    );
    expect(await stateOf(userCode)).toBe(DeviceAuthorizationState.PENDING);
  });

  it('finds no code that has ended, and tells the device so', async () => {
    const { deviceCode, userCode } = await begin();
    moveTo(600);
    expect(await outcomeOf(get(userCode))).toBe('NOT_FOUND');
    expect(await outcomeOf(approve(userCode))).toBe('NOT_FOUND');
    expect(await outcomeOf(deny(userCode))).toBe('NOT_FOUND');
    expect(await outcomeOf(redeem(deviceCode))).toBe('expired_token');
    moveTo(1190);
    expect(await outcomeOf(redeem(deviceCode))).toBe('expired_token');
  });

  it('refuses a device code to another client, and keeps it good for its own', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    expect(await outcomeOf(redeem(deviceCode, 'other-tv'))).toBe('invalid_grant');
    expect(await outcomeOf(redeem(deviceCode))).toBe('ok');
  });

  it('keeps device authorizations apart', async () => {
    const [one, other] = [await begin(), await begin()];
    await approve(one.userCode);
    expect(await outcomeOf(redeem(other.deviceCode))).toBe('authorization_pending');
    expect((await redeem(one.deviceCode)).grantId).toMatch(uuid);
    expect(await stateOf(other.userCode)).toBe(DeviceAuthorizationState.PENDING);
  });

  it('never gives two devices one user code while it lives', async () => {
    // Randomness that repeats itself: every user code comes up twice before the next one.
    const replayed = async (deps: Partial<DeviceFlowManagerDeps>) => {
      await manager.close();
      manager = await startDeviceFlowManager(certificates, engine.store, deps);
    };
    const [one, other] = [randomBytes(5), randomBytes(5)];
    const userCodes = [one, one, one, other];
    await replayed({ randomBytes: (size) => (size === 5 ? (userCodes.shift() ?? one) : randomBytes(size)) });
    const first = await begin();
    const second = await begin();
    expect(second.userCode).not.toBe(first.userCode);
    expect(await outcomeOf(begin())).toBe('RESOURCE_EXHAUSTED');
    await approve(first.userCode);
    expect(await outcomeOf(redeem(second.deviceCode))).toBe('authorization_pending');
  });

  it('keeps no device code: who reads the store cannot poll', async () => {
    const { deviceCode } = await begin();
    expect(await engine.dump()).toContain('demo-tv');
    expect(await engine.dump()).not.toContain(deviceCode);
  });

  it('never fails on arbitrary codes, and never matches one', async () => {
    await begin();
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      fc.stringMatching(/^[0-9A-Z]{4}[ -]?[0-9a-z]{4}$/),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (code) => {
        // Protocol buffers carry no lone surrogates.
        const text = Buffer.from(code).toString();
        expect(await outcomeOf(redeem(text))).toBe('invalid_grant');
        expect(await outcomeOf(get(text))).toBe('NOT_FOUND');
        expect(await outcomeOf(approve(text))).toBe('NOT_FOUND');
        expect(await outcomeOf(deny(text))).toBe('NOT_FOUND');
      }),
      { numRuns: 50 },
    );
    // Two hundred calls, on a machine that may be busy.
  }, 30_000);
});
