import { AuditService, type AuditEvent } from '@latchkey/contracts';
import { freePort, testCertificates } from '@latchkey/development';
import { connect, rpcService, RpcError, startRpcServer, type RpcServer } from '@latchkey/rpc';
import { createAuditTrail, createLogger, createMetrics } from '@latchkey/service-kit';
import { auditLines } from './audit';
import { actors, deviceRequest } from './testing/actors';
import { start } from './testing/authorizations';
import {
  callers,
  startDeviceFlowManager,
  type Certificates,
  type TestDeviceFlowManager,
} from './testing/device-flow-manager';
import { openEngine, type Engine } from './testing/engines';
import { outcomeOf } from './testing/outcome';

const logger = createLogger({ service: 'test', level: 'error' });
const browser = { remoteAddress: '198.51.100.7', sessionId: 'session-of-ada' };

describe('the audit log of the directory', () => {
  let certificates: Certificates;
  let engine: Engine;
  let manager: TestDeviceFlowManager;
  let port: number;
  let directory: RpcServer | undefined;
  let kept: Map<string, AuditEvent>;
  let closeTrail: () => Promise<void>;
  const { begin, redeem, get, approve, deny, moveTo } = actors(() => manager);

  beforeAll(async () => {
    certificates = await testCertificates('device-flow-manager', ...callers);
    engine = await openEngine('PostgreSQL');
    port = await freePort();
  });
  afterAll(() => engine.close());

  beforeEach(async () => {
    kept = new Map();
    const tls = certificates['device-flow-manager'];
    const connection = connect({ target: `dns:///127.0.0.1:${port}`, peer: 'directory', tls });
    const trail = createAuditTrail({
      directory: connection.service(AuditService),
      lines: auditLines,
      logger: createLogger({ service: 'test', level: 'error' }),
      clock: () => start,
    });
    closeTrail = async () => {
      await trail.close();
      connection.close();
    };
    manager = await startDeviceFlowManager(certificates, engine.store, { audit: trail.record });
  });
  afterEach(async () => {
    await manager.close();
    await closeTrail();
    await directory?.close(0);
    directory = undefined;
  });

  const openDirectory = async () => {
    directory = await startRpcServer({
      host: '127.0.0.1',
      port,
      tls: certificates.directory,
      services: [
        rpcService(AuditService, {
          async recordAuditEvents({ auditEvents }) {
            for (const event of auditEvents) kept.set(event.eventId, event);
            return {};
          },
          async listAuditEvents() {
            throw new RpcError('UNIMPLEMENTED', 'nobody reads here');
          },
        }),
      ],
      logger,
      metrics: createMetrics('directory'),
    });
  };
  const untilKept = async (count: number) => {
    const deadline = Date.now() + 15_000;
    while (kept.size < count && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
    return [...kept.values()];
  };

  it('gets every step with who, what and where it concerns, and no code', async () => {
    await openDirectory();
    const { deviceCode, userCode } = await begin();
    await approve(userCode, browser);
    const { grantId } = await redeem(deviceCode);
    const other = await begin();
    await deny(other.userCode, browser);
    const late = await begin();
    moveTo(600);
    await outcomeOf(redeem(late.deviceCode));
    for (let guess = 0; guess < 10; guess += 1) {
      await outcomeOf(get('ETE39050', { remoteAddress: '203.0.113.9' }));
    }
    const events = await untilKept(8);
    const both = { grantId, clientId: deviceRequest.clientId };
    expect(events).toMatchObject([
      { type: 'device.started', ...both, remoteAddress: '192.0.2.7', subject: '' },
      { type: 'device.approved', ...both, remoteAddress: '198.51.100.7', subject: 'ada' },
      { type: 'device.redeemed', ...both, remoteAddress: '192.0.2.7', subject: 'ada' },
      { type: 'device.started' },
      { type: 'device.denied', remoteAddress: '198.51.100.7', subject: 'ada' },
      { type: 'device.started' },
      { type: 'device.expired', remoteAddress: '192.0.2.7' },
      { type: 'device.guesses_used_up', remoteAddress: '203.0.113.9', details: { bound: 'address' } },
    ]);
    for (const { requestId } of events) expect(requestId).toMatch(/^[\w.-]{8,64}$/);
    const text = JSON.stringify(events, (_, value: unknown) => (typeof value === 'bigint' ? '' : value));
    for (const secret of [deviceCode, userCode, other.userCode, 'ETE39050', browser.sessionId]) {
      expect(text).not.toContain(secret);
    }
  });

  it('holds up no decision while it is away, and gets all of them when it is back', async () => {
    const devices = await Promise.all(Array.from({ length: 20 }, () => begin()));
    await Promise.all(devices.map(({ userCode }) => approve(userCode)));
    const before = performance.now();
    for (const { deviceCode } of devices) await redeem(deviceCode);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(kept.size).toBe(0);
    await openDirectory();
    const events = await untilKept(60);
    expect(events.map(({ type }) => type).sort()).toEqual(
      ['device.approved', 'device.redeemed', 'device.started'].flatMap((type) => Array(20).fill(type)),
    );
  }, 30_000);
});
