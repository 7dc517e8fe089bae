import { testCertificates } from '@latchkey/development';
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
const { begin, redeem, approve, moveTo } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe.each(engineNames)('what a poll costs on %s', (engineName) => {
  const read = engineName === 'PostgreSQL' ? 'SELECT' : 'mget';
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine(engineName);
    manager = await startDeviceFlowManager(certificates, engine.store);
  });

  afterAll(async () => {
    await manager.close();
    await engine.close();
  });

  beforeEach(() => moveTo(0));

  const statementsOf = async (call: () => Promise<unknown>) => {
    await engine.statements();
    await call();
    return engine.statements();
  };

  it('is one read for a device that waits and keeps its interval', async () => {
    const { deviceCode } = await begin();
    for (const seconds of [0, 5, 10, 15, 595]) {
      moveTo(seconds);
      const statements = await statementsOf(async () => {
        expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
      });
      expect(statements).toEqual([read]);
    }
  });

  it('is one read for all that a hundred devices ask in one batch', async () => {
    const devices = await Promise.all(Array.from({ length: 100 }, () => begin()));
    moveTo(5);
    const statements = await statementsOf(() =>
      manager.as['token-issuer'].redeemDeviceCodes({
        devicePolls: devices.map(({ deviceCode }) => ({ deviceCode, clientId: 'demo-tv' })),
      }),
    );
    expect(statements).toEqual([read]);
  });

  it('is one read for a code that is unknown, foreign or used up, and none for what is no code', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    expect(await statementsOf(() => outcomeOf(redeem(deviceCode, 'other-tv')))).toEqual([read]);
    await redeem(deviceCode);
    expect(await statementsOf(() => redeem(deviceCode))).toEqual([read]);
    moveTo(100);
    expect(await statementsOf(() => outcomeOf(redeem(deviceCode)))).toEqual([read]);
    expect(await statementsOf(() => outcomeOf(redeem('A'.repeat(43))))).toEqual([read]);
    expect(await statementsOf(() => outcomeOf(redeem('no code')))).toEqual([]);
  });

  it('leaves the store as it was: nothing piles up while devices wait', async () => {
    const { deviceCode } = await begin();
    const before = await engine.dump();
    for (const seconds of [0, 5, 10, 15]) {
      moveTo(seconds);
      await outcomeOf(redeem(deviceCode));
    }
    expect(await engine.dump()).toBe(before);
  });

  it('is a write when the device has to slow down, for that has to last', async () => {
    const { deviceCode } = await begin();
    await outcomeOf(redeem(deviceCode));
    const statements = await statementsOf(async () => {
      expect(await outcomeOf(redeem(deviceCode))).toBe('slow_down');
    });
    expect(statements.length).toBeGreaterThan(1);
  });
});
