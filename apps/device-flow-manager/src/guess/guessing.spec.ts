import { testCertificates } from '@latchkey/development';
import { randomInt } from 'node:crypto';
import type { RpcError } from '@latchkey/rpc';
import type { DeviceFlowManagerDeps } from '../server';
import { actors, deviceRequest, type Browser } from '../testing/actors';
import {
  callers,
  startDeviceFlowManager,
  testConfig,
  type Certificates,
  type TestDeviceFlowManager,
} from '../testing/device-flow-manager';
import { engineNames, openEngine, type Engine } from '../testing/engines';
import { outcomeOf } from '../testing/outcome';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const overAll = 128;

let certificates: Certificates;
let manager: TestDeviceFlowManager;
const { begin, redeem, get, approve, deny, moveTo } = actors(() => manager);

const guess = () => Array.from({ length: 8 }, () => alphabet[randomInt(32)]).join('');
const countOf = (outcomes: string[], outcome: string) => outcomes.filter((one) => one === outcome).length;
const times = <Result>(count: number, act: (turn: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, turn) => act(turn)));

beforeAll(async () => {
  certificates = await testCertificates('device-flow-manager', ...callers);
});

describe.each(engineNames)('guessing user codes, counted by %s', (engineName) => {
  let engine: Engine;
  let config: DeviceFlowManagerDeps['config'];

  beforeEach(async () => {
    engine = await openEngine(engineName);
    config = { ...testConfig, LATCHKEY_DEVICE_MISSES_OVER_ALL: overAll };
    manager = await startDeviceFlowManager(certificates, engine.store, { config });
  });

  afterEach(async () => {
    await manager.close();
    await engine.close();
  });

  const attempt = (browser: Browser, code = guess()) => outcomeOf(get(code, browser));

  /** Misses until no bound but the last one has room. */
  const useUpOverAll = async () => {
    const outcomes = await times(150, (turn) =>
      attempt({ remoteAddress: `203.0.${turn >> 8}.${turn & 255}` }),
    );
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(overAll);
  };

  it('answers ten misses of an address in ten minutes, from however many sessions', async () => {
    const outcomes = await times(200, (turn) =>
      attempt({ remoteAddress: '203.0.113.9', sessionId: `session-${turn}` }),
    );
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(10);
    expect(countOf(outcomes, 'RESOURCE_EXHAUSTED')).toBe(190);
    moveTo(599);
    expect(await attempt({ remoteAddress: '203.0.113.9', sessionId: 'another' })).toBe('RESOURCE_EXHAUSTED');
    moveTo(600);
    expect(await attempt({ remoteAddress: '203.0.113.9', sessionId: 'another' })).toBe('NOT_FOUND');
  });

  it('answers ten misses of a session, from however many addresses', async () => {
    const outcomes = await times(200, (turn) =>
      attempt({ remoteAddress: `203.0.113.${turn}`, sessionId: 'session' }),
    );
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(10);
  });

  it('takes all addresses of an IPv6 /64 for one, and IPv4 in IPv6 for IPv4', async () => {
    const outcomes = await times(100, (turn) =>
      attempt({ remoteAddress: `2001:db8:1:2::${turn.toString(16)}` }),
    );
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(10);
    expect(await attempt({ remoteAddress: '2001:db8:1:3::1' })).toBe('NOT_FOUND');
    const mapped = await times(20, (turn) =>
      attempt({ remoteAddress: turn % 2 ? '::ffff:198.51.100.1' : '198.51.100.1' }),
    );
    expect(countOf(mapped, 'NOT_FOUND')).toBe(10);
  });

  it('locks out nobody else, and hides even a code that lives from who has missed too often', async () => {
    const { userCode } = await begin();
    await times(50, () => attempt({ remoteAddress: '203.0.113.9' }));
    expect(await attempt({ remoteAddress: '203.0.113.9' }, userCode)).toBe('RESOURCE_EXHAUSTED');
    expect(await attempt({ remoteAddress: '203.0.113.10' }, userCode)).toBe('ok');
    const answer = await get(userCode, { remoteAddress: '203.0.113.9' }).catch((error: RpcError) => error);
    expect((answer as RpcError).message).toMatch(/tried from this address: try again in 600 seconds$/);
  });

  it('counts misses alone: whoever names codes that live, or what is no code, may go on', async () => {
    const browser = { remoteAddress: '198.51.100.7', sessionId: 'installer' };
    const devices = await times(60, () => begin());
    const hits = await Promise.all(devices.map(({ userCode }) => attempt(browser, userCode)));
    // Of a crowd behind one address some may have to come again: places are given back after the answer.
    expect(countOf(hits, 'ok') + countOf(hits, 'RESOURCE_EXHAUSTED')).toBe(60);
    for (const { userCode } of devices) expect(await attempt(browser, userCode)).toBe('ok');
    for (let typo = 0; typo < 30; typo += 1) expect(await attempt(browser, 'ETE3905')).toBe('NOT_FOUND');
    expect(await attempt(browser)).toBe('NOT_FOUND');
  });

  it('bounds decisions as well: an unknown code is a miss, whatever it is named for', async () => {
    const browser = { remoteAddress: '203.0.113.9', sessionId: 'session' };
    const outcomes = [
      ...(await times(10, () => outcomeOf(approve(guess(), browser)))),
      ...(await times(10, () => outcomeOf(deny(guess(), browser)))),
    ];
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(10);
    const { userCode } = await begin();
    expect(await outcomeOf(approve(userCode, browser))).toBe('RESOURCE_EXHAUSTED');
    expect(await outcomeOf(deny(userCode, browser))).toBe('RESOURCE_EXHAUSTED');
  });

  it('holds against thousands of guesses from everywhere: no more are answered than the bound', async () => {
    const other = await startDeviceFlowManager(certificates, await engine.open(), { config });
    const frontends = [manager, other].map(({ as }) => as['authorization-frontend']);
    const devices = await times(20, () => begin());
    const codes = devices.map(({ userCode }) => userCode);
    const outcomes: string[] = [];
    for (let wave = 0; wave < 8; wave += 1) {
      const answers = await times(250, (turn) => {
        const guesser = wave * 250 + turn;
        const call = frontends[turn % 2]?.getDeviceAuthorization({
          userCode: guess(),
          remoteAddress:
            turn % 3 ? `10.${guesser >> 8}.${guesser & 255}.1` : `2001:db8:${guesser.toString(16)}::1`,
          sessionId: `session-${guesser}`,
        });
        return outcomeOf(call ?? Promise.reject(new Error('no replica')));
      });
      outcomes.push(...answers);
    }
    expect(countOf(outcomes, 'NOT_FOUND')).toBe(overAll);
    expect(countOf(outcomes, 'RESOURCE_EXHAUSTED')).toBe(2_000 - overAll);

    // A guess that is right at last reads what a wrong one reads, and decides over nothing.
    for (const [device, code] of codes.entries()) {
      const luckyOne = { remoteAddress: `203.0.113.${device}`, sessionId: `lucky-${device}` };
      const answer = (userCode: string) => get(userCode, luckyOne).catch((error: RpcError) => error.message);
      expect(await answer(code)).toBe(await answer(guess()));
      expect(await outcomeOf(approve(code, luckyOne))).toBe('RESOURCE_EXHAUSTED');
    }
    for (const { deviceCode } of devices) {
      expect(await outcomeOf(redeem(deviceCode))).toBe('authorization_pending');
    }
    await other.close();
  }, 60_000);

  describe('when everybody together has missed too often', () => {
    const home = deviceRequest.remoteAddress;

    it('finds a device from its own network, so that who sits beside it goes on', async () => {
      const { deviceCode, userCode } = await begin();
      await useUpOverAll();
      const ada = { remoteAddress: home, sessionId: 'session-of-ada' };
      expect(await attempt(ada, userCode)).toBe('ok');
      await approve(userCode, ada);
      expect(await outcomeOf(redeem(deviceCode))).toBe('ok');
    });

    it('lets who has seen the device before decide, from wherever', async () => {
      const { deviceCode, userCode } = await begin();
      const ada = { remoteAddress: '198.51.100.7', sessionId: 'session-of-ada' };
      expect(await attempt(ada, userCode)).toBe('ok');
      await useUpOverAll();
      expect(await outcomeOf(approve(userCode, { ...ada, sessionId: 'another' }))).toBe('RESOURCE_EXHAUSTED');
      expect(await outcomeOf(approve(userCode, { ...ada, remoteAddress: '198.51.100.8' }))).toBe('ok');
      expect(await outcomeOf(redeem(deviceCode))).toBe('ok');
    });

    it('finds nothing where it is not known who asks, or where the device is', async () => {
      const nowhere = await begin({ remoteAddress: '' });
      const { userCode } = await begin();
      await useUpOverAll();
      for (const remoteAddress of ['', 'unknown', '203.0.113.77']) {
        expect(await attempt({ remoteAddress }, nowhere.userCode)).toBe('RESOURCE_EXHAUSTED');
        expect(await attempt({ remoteAddress }, userCode)).toBe('RESOURCE_EXHAUSTED');
      }
    });

    it('still bounds who guesses from the network of a device', async () => {
      await begin();
      await useUpOverAll();
      const outcomes = await times(50, () => attempt({ remoteAddress: home }));
      expect(new Set(outcomes)).toEqual(new Set(['RESOURCE_EXHAUSTED']));
      const { userCode } = await begin();
      expect(await attempt({ remoteAddress: home }, userCode)).toBe('RESOURCE_EXHAUSTED');
    });

    it('is over after ten minutes', async () => {
      await useUpOverAll();
      moveTo(600);
      const { userCode } = await begin();
      expect(await attempt({ remoteAddress: '198.51.100.7' }, userCode)).toBe('ok');
    });
  });
});
