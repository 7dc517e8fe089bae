import { testCertificates } from '@latchkey/development';
import { DeviceAuthorizationState as State } from '@latchkey/contracts';
import { actors } from '../testing/actors';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { engineNames } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';
import { startRestartingEngine, type RestartingEngine } from '../testing/restarting-engines';

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, get, stateOf, approve, deny } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe.each(engineNames)('a device-flow manager whose %s goes away', (engineName) => {
  let engine: RestartingEngine;

  beforeAll(async () => {
    engine = await startRestartingEngine(engineName);
    manager = await startDeviceFlowManager(certificates, engine.store);
  }, 60_000);

  afterAll(async () => {
    await manager.close();
    await engine.close();
  });

  // A poll is told so by the outcome of its own, every other call by its status.
  const away = ['UNAVAILABLE', 'temporarily_unavailable'];
  const eventually = async (call: () => Promise<unknown>) => {
    for (const end = Date.now() + 10_000; ;) {
      const outcome = await outcomeOf(call());
      if (!away.includes(outcome) || Date.now() > end) return outcome;
    }
  };

  it('says that it is unavailable, and loses nothing', async () => {
    const pending = await begin();
    const approved = await begin();
    const redeemed = await begin();
    const denied = await begin();
    await approve(approved.userCode);
    await approve(redeemed.userCode);
    const approval = await redeem(redeemed.deviceCode);
    await deny(denied.userCode);

    await engine.stop();
    const calls = [
      () => begin(),
      () => get(pending.userCode),
      () => approve(pending.userCode),
      () => deny(pending.userCode),
    ];
    for (const call of calls) expect(await outcomeOf(call())).toBe('UNAVAILABLE');
    expect(await outcomeOf(redeem(approved.deviceCode))).toBe('temporarily_unavailable');
    const failure = await begin().catch((error: Error) => error.message);
    expect(failure).toBe('StartDeviceAuthorization: the store of device authorizations does not answer');
    await engine.start();

    expect(await eventually(() => redeem(approved.deviceCode))).toBe('ok');
    expect(await stateOf(pending.userCode)).toBe(State.PENDING);
    expect(await outcomeOf(redeem(pending.deviceCode))).toBe('authorization_pending');
    expect(await redeem(redeemed.deviceCode)).toEqual(approval);
    expect(await outcomeOf(redeem(denied.deviceCode))).toBe('access_denied');
    await approve(pending.userCode);
    expect(await outcomeOf(redeem(pending.deviceCode))).toBe('ok');
  }, 60_000);

  it('gives one answer in the end to a device that polls all the while', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    const restart = engine.stop().then(() => engine.start());
    const grants = new Set<string>();
    const outcomes = new Set<string>();
    for (let polls = 0; polls < 40 || grants.size === 0; polls += 1) {
      await redeem(deviceCode).then(
        ({ grantId }) => grants.add(grantId),
        async (error: unknown) => outcomes.add(await outcomeOf(Promise.reject(error))),
      );
    }
    await restart;
    await eventually(async () => grants.add((await redeem(deviceCode)).grantId));
    expect(grants.size).toBe(1);
    expect([...outcomes].every((outcome) => outcome === 'temporarily_unavailable')).toBe(true);
  }, 60_000);
});
