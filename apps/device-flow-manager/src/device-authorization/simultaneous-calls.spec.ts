import { testCertificates } from '@latchkey/development';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { actors } from '../testing/actors';
import { after } from '../testing/authorizations';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { engineNames, openEngine, type Engine } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';
import { redeemAlone } from '../testing/redeem-alone';

const simultaneous = 100;
const countOf = (outcomes: string[], outcome: string) => outcomes.filter((one) => one === outcome).length;

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, approve, deny, moveTo } = actors(() => manager);

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe.each(engineNames)('simultaneous calls about one device, kept by %s', (engineName) => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine(engineName);
  });

  afterAll(() => engine.close());

  beforeEach(async () => {
    manager = await startDeviceFlowManager(certificates, engine.store);
  });

  afterEach(() => manager.close());

  it('counts two polls at once as two: one is too early', async () => {
    const { deviceCode } = await begin();
    const outcomes = await Promise.all([outcomeOf(redeem(deviceCode)), outcomeOf(redeem(deviceCode))]);
    expect(outcomes.sort()).toEqual(['authorization_pending', 'slow_down']);
    moveTo(9);
    expect(await outcomeOf(redeem(deviceCode))).toBe('slow_down');
  });

  it('answers a flood of polls as RFC 8628 says: one may wait, the others slow down', async () => {
    const { deviceCode, userCode } = await begin();
    const outcomes = await Promise.all(
      Array.from({ length: simultaneous }, () => outcomeOf(redeem(deviceCode))),
    );
    expect(countOf(outcomes, 'authorization_pending')).toBe(1);
    expect(countOf(outcomes, 'slow_down')).toBe(simultaneous - 1);
    await approve(userCode);
    expect(await outcomeOf(redeem(deviceCode))).toBe('ok');
  });

  it('lets the user decide in the middle of a flood of polls', async () => {
    const { deviceCode, userCode } = await begin();
    const polls = Array.from({ length: simultaneous }, () => outcomeOf(redeem(deviceCode)));
    await approve(userCode);
    const outcomes = await Promise.all(polls);
    expect(outcomes.every((one) => ['ok', 'authorization_pending', 'slow_down'].includes(one))).toBe(true);
    expect(await outcomeOf(redeem(deviceCode))).toBe('ok');
  });

  it('keeps all of this when the calls meet in different replicas', async () => {
    const replicas = [manager, await startDeviceFlowManager(certificates, engine.store)];
    const { deviceCode, userCode } = await begin();
    const everywhere = () =>
      Array.from({ length: simultaneous }, (_, turn) =>
        redeemAlone((replicas[turn % 2] ?? manager).as['token-issuer'], { deviceCode, clientId: 'demo-tv' }),
      );
    const polls = everywhere().map(outcomeOf);
    await approve(userCode);
    const outcomes = await Promise.all(polls);
    expect(outcomes.every((one) => ['ok', 'authorization_pending', 'slow_down'].includes(one))).toBe(true);
    const approvals = await Promise.all(everywhere());
    expect(new Set(approvals.map(({ grantId }) => grantId)).size).toBe(1);
    await replicas[1]?.close();
  });

  it('gives a hundred simultaneous redemptions the one grant', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    const approvals = await Promise.all(Array.from({ length: simultaneous }, () => redeem(deviceCode)));
    const [first] = approvals;
    for (const approval of approvals) expect(approval).toEqual(first);
  });

  it('lets exactly one of approval and refusal win when both come at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { deviceCode, userCode } = await begin();
      const [approval, refusal] = await Promise.all([
        outcomeOf(approve(userCode)),
        outcomeOf(deny(userCode)),
      ]);
      expect([approval, refusal].sort()).toEqual(['FAILED_PRECONDITION', 'ok']);
      expect(await outcomeOf(redeem(deviceCode))).toBe(approval === 'ok' ? 'ok' : 'access_denied');
    }
  });

  it('lets exactly one of a hundred decisions win that come at once, in two replicas', async () => {
    const replicas = [manager, await startDeviceFlowManager(certificates, await engine.open())];
    const frontends = replicas.map(({ as }) => as['authorization-frontend']);
    for (let round = 0; round < 5; round += 1) {
      const { deviceCode, userCode } = await begin();
      const decide = async (user: number) => {
        const frontend = frontends[user % 2];
        if (!frontend) throw new Error('no replica');
        const subject = `user-${user}`;
        const isApproval = user % 3 > 0;
        const call = isApproval
          ? frontend.approveDeviceAuthorization({ userCode, subject, authTime: timestampFromDate(after(0)) })
          : frontend.denyDeviceAuthorization({ userCode, subject });
        return { subject, isApproval, outcome: await outcomeOf(call) };
      };
      const decisions = await Promise.all(Array.from({ length: simultaneous }, (_, user) => decide(user)));
      expect(new Set(decisions.map(({ outcome }) => outcome))).toEqual(
        new Set(['ok', 'FAILED_PRECONDITION']),
      );
      const winners = decisions.filter(({ outcome }) => outcome === 'ok');
      const [first] = winners;
      if (first?.isApproval) {
        expect(winners).toHaveLength(1);
        expect((await redeem(deviceCode)).subject).toBe(first.subject);
      } else {
        // Refusing what is refused is harmless, whoever does it.
        expect(winners.some(({ isApproval }) => isApproval)).toBe(false);
        expect(await outcomeOf(redeem(deviceCode))).toBe('access_denied');
      }
    }
    await replicas[1]?.close();
  });

  it('redeems once and repeats that answer for a hundred polls at once, in two replicas', async () => {
    const other = await startDeviceFlowManager(certificates, await engine.open());
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    const approvals = await Promise.all(
      Array.from({ length: simultaneous }, (_, turn) =>
        redeemAlone((turn % 2 ? manager : other).as['token-issuer'], { deviceCode, clientId: 'demo-tv' }),
      ),
    );
    for (const approval of approvals) expect(approval).toEqual(approvals[0]);
    const redemptions = [...manager.logged, ...other.logged].filter((line) =>
      line.includes('device.redeemed'),
    );
    expect(redemptions).toHaveLength(1);
    await other.close();
  });

  it('ends a device once when a hundred polls at once find that its time is over', async () => {
    const { deviceCode, userCode } = await begin();
    await approve(userCode);
    moveTo(600);
    const outcomes = await Promise.all(
      Array.from({ length: simultaneous }, () => outcomeOf(redeem(deviceCode))),
    );
    expect(new Set(outcomes)).toEqual(new Set(['expired_token']));
    expect(manager.logged.filter((line) => line.includes('device.expired'))).toHaveLength(1);
  });

  it('gives no two of a hundred devices that ask at once the same codes', async () => {
    const started = await Promise.all(Array.from({ length: simultaneous }, () => begin()));
    expect(new Set(started.map(({ userCode }) => userCode)).size).toBe(simultaneous);
    expect(new Set(started.map(({ deviceCode }) => deviceCode)).size).toBe(simultaneous);
  });

  it('lets exactly one of two users approve, and the same user as often as they press', async () => {
    const { deviceCode, userCode } = await begin();
    const [ada, bob] = await Promise.all(
      ['ada', 'bob'].map((subject) => outcomeOf(approve(userCode, { subject }))),
    );
    expect([ada, bob].sort()).toEqual(['FAILED_PRECONDITION', 'ok']);
    const subject = ada === 'ok' ? 'ada' : 'bob';
    const presses = Array.from({ length: 20 }, () => outcomeOf(approve(userCode, { subject })));
    expect(new Set(await Promise.all(presses))).toEqual(new Set(['ok']));
    expect((await redeem(deviceCode)).subject).toBe(subject);
    expect(await outcomeOf(approve(userCode, { subject }))).toBe('ok');
  });
});
