import { testCertificates } from '@latchkey/development';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { OAuthError } from '@latchkey/oauth';
import type { RpcError } from '@latchkey/rpc';
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
    ['RedeemDeviceCode', ['token-issuer']],
    ['GetDeviceAuthorization', ['authorization-frontend']],
    ['ApproveDeviceAuthorization', ['authorization-frontend']],
    ['DenyDeviceAuthorization', ['authorization-frontend']],
  ])('takes %s from %j and nobody else', async (method, allowed) => {
    for (const caller of callers) {
      const client = manager.as[caller];
      const { deviceCode, userCode } = await begin();
      const calls: Record<string, () => Promise<unknown>> = {
        StartDeviceAuthorization: () => client.startDeviceAuthorization(deviceRequest),
        RedeemDeviceCode: () => client.redeemDeviceCode({ deviceCode, clientId: 'demo-tv' }),
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
  ])('refuses an approval %s', async (_, approval) => {
    const { userCode } = await begin();
    const call = manager.as['authorization-frontend'].approveDeviceAuthorization({ userCode, ...approval });
    expect(await outcomeOf(call)).toBe('INVALID_ARGUMENT');
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

  it('logs every decision by the grant, and never a code', async () => {
    const { deviceCode, userCode } = await begin();
    await outcomeOf(redeem(deviceCode));
    await outcomeOf(redeem(deviceCode, 'other-tv'));
    await get(userCode);
    await approve(userCode, { subject: 'subject-of-ada' });
    await outcomeOf(deny(userCode));
    const { grantId } = await redeem(deviceCode);
    moveTo(100);
    await outcomeOf(redeem(deviceCode));
    await outcomeOf(get('ETE39050'));
    const lines = manager.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
    const states = lines.filter((line) => line.grantId === grantId).map(({ state }) => state);
    expect(states).toEqual(['pending', 'approved', 'redeemed']);
    const text = manager.logged.join();
    for (const secret of [deviceCode, userCode, 'ETE39050', 'subject-of-ada'])
      expect(text).not.toContain(secret);
  });

  it('is opaque about an outage of its store', async () => {
    const lost = await openEngine('PostgreSQL');
    await lost.close();
    await manager.close();
    manager = await startDeviceFlowManager(certificates, lost.store);
    const failure = await begin().catch((error: RpcError) => error);
    expect(failure).toMatchObject({
      status: 'INTERNAL',
      message: 'StartDeviceAuthorization: internal error',
    });
  });
});
