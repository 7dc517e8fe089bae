import { testCertificates } from '@latchkey/development';
import { DeviceAuthorizationState as State } from '@latchkey/contracts';
import { actors } from '../testing/actors';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { engineNames, openEngine, type Engine } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, get, stateOf, approve, deny, moveTo } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

/** Everything is in the store: a new process, with a connection of its own, goes on where the last one ended. */
describe.each(engineNames)('a device-flow manager that is replaced after every step, on %s', (engineName) => {
  let engine: Engine;
  let seconds: number;

  beforeAll(async () => {
    engine = await openEngine(engineName);
  });

  afterAll(() => engine.close());

  beforeEach(async () => {
    seconds = 0;
    manager = await startDeviceFlowManager(certificates, await engine.open());
  });

  afterEach(() => manager.close());

  const replace = async () => {
    await manager.close();
    manager = await startDeviceFlowManager(certificates, await engine.open());
    moveTo(seconds);
  };
  const later = (more: number) => moveTo((seconds += more));

  it('brings a device from its codes over the approval to its grant', async () => {
    const { deviceCode, userCode } = await begin();
    await replace();
    expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
    await replace();
    later(5);
    expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
    expect(await outcomeOf(get(userCode))).toBe('ok');
    await replace();
    await approve(userCode, { scopes: ['flex:read'] });
    await replace();
    expect(await stateOf(userCode)).toBe(State.APPROVED);
    const approval = await redeem(deviceCode);
    expect(approval).toMatchObject({ subject: 'ada', scopes: ['flex:read'] });
    await replace();
    later(59);
    expect(await redeem(deviceCode)).toEqual(approval);
    await replace();
    later(1);
    expect(await outcomeOf(redeem(deviceCode))).toBe('invalid_grant');
    expect(await stateOf(userCode)).toBe(State.REDEEMED);
  });

  it('keeps a refusal', async () => {
    const { deviceCode, userCode } = await begin();
    await deny(userCode);
    await replace();
    expect(await outcomeOf(approve(userCode))).toBe('FAILED_PRECONDITION');
    expect(await outcomeOf(deny(userCode))).toBe('ok');
    expect(await outcomeOf(redeem(deviceCode))).toBe('access_denied');
  });

  it('keeps the end of a code', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    later(600);
    await replace();
    expect(await outcomeOf(redeem(deviceCode))).toBe('expired_token');
    await replace();
    expect(await outcomeOf(redeem(deviceCode))).toBe('expired_token');
    expect(await outcomeOf(approve(userCode))).toBe('NOT_FOUND');
  });

  it('keeps a longer interval for good', async () => {
    const { deviceCode } = await begin();
    await outcomeOf(redeem(deviceCode));
    expect(await outcomeOf(redeem(deviceCode))).toBe('slow_down');
    await replace();
    const told = await redeem(deviceCode).catch((error: unknown) => error);
    expect(told).toMatchObject({ code: 'authorization_pending', retryAfterSeconds: 10 });
    later(9);
    expect(await outcomeOf(redeem(deviceCode))).toBe('slow_down');
  });

  it('keeps how often somebody has missed', async () => {
    const guesser = { remoteAddress: '198.51.100.9', sessionId: 'session-1' };
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await outcomeOf(get('ETE39050', guesser))).toBe('NOT_FOUND');
      await replace();
    }
    expect(await outcomeOf(get('ETE39050', guesser))).toBe('RESOURCE_EXHAUSTED');
  });
});
