import { testCertificates } from '@latchkey/development';
import { actors } from '../testing/actors';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { openEngine, type Engine } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';

let certificates: Certificates;
let engine: Engine;
let manager: TestDeviceFlowManager;
const { begin, approve, deny, redeem } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
  engine = await openEngine('PostgreSQL');
  manager = await startDeviceFlowManager(certificates, engine.store);
});

afterAll(async () => {
  await manager.close();
  await engine.close();
});

const pollAll = async (deviceCodes: string[]) => {
  const devicePolls = deviceCodes.map((deviceCode) => ({ deviceCode, clientId: 'demo-tv' }));
  const { outcomes } = await manager.as['token-issuer'].redeemDeviceCodes({ devicePolls });
  return outcomes.map(({ outcome }) => (outcome.case === 'error' ? outcome.value.code : outcome.case));
};

describe('a batch of polls', () => {
  it('is answered in its order, each poll by itself', async () => {
    const [pending, approved, denied] = [await begin(), await begin(), await begin()];
    await approve(approved.userCode);
    await deny(denied.userCode);
    const codes = [pending.deviceCode, 'no code', approved.deviceCode, 'A'.repeat(43), denied.deviceCode];
    expect(await pollAll(codes)).toEqual([
      'authorization_pending',
      'invalid_grant',
      'approval',
      'invalid_grant',
      'access_denied',
    ]);
  });

  it('redeems a code once that is in it many times, and repeats its approval', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    const before = manager.logged.length;
    expect(new Set(await pollAll(Array.from({ length: 100 }, () => deviceCode)))).toEqual(
      new Set(['approval']),
    );
    const redeemed = manager.logged.slice(before).filter((line) => line.includes('device.redeemed'));
    expect(redeemed).toHaveLength(1);
  });

  it('may be empty, and has a hundred polls at most', async () => {
    expect(await pollAll([])).toEqual([]);
    const { deviceCode } = await begin();
    const tooMany = Array.from({ length: 101 }, () => deviceCode);
    expect(await outcomeOf(pollAll(tooMany))).toBe('INVALID_ARGUMENT');
    expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
  });

  it('leaves no line in the log above debug for devices that wait', async () => {
    const { deviceCode } = await begin();
    const before = manager.logged.length;
    await pollAll([deviceCode]);
    const levels = manager.logged.slice(before).map((line) => JSON.parse(line) as { level: string | number });
    expect(levels.length).toBeGreaterThan(0);
    expect(levels.every(({ level }) => level === 'debug' || level === 20)).toBe(true);
  });
});
