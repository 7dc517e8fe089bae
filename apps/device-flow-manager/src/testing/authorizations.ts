import type { DeviceAuthorization } from '../device-authorization/device-authorization';

/** When every test begins. */
export const start = new Date('2030-01-01T12:00:00Z');

/** So many seconds after {@link start}. */
export const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);

/** A device authorization that started at {@link start}, lives for 600 s and is polled every 5 s. */
export function pendingAuthorization(): DeviceAuthorization {
  return {
    state: 'pending',
    grantId: '0b7ff5f0-6c0a-4d6e-8d2e-6f1d1e6f3a10',
    clientId: 'demo-tv',
    clientName: 'Demo TV',
    scopes: ['flex:read', 'flex:control'],
    resources: ['http://localhost:9000/resource/'],
    remoteAddress: '192.0.2.7',
    region: 'Zurich',
    userAgent: 'DemoTV/1.0',
    userCodeMustBeTyped: false,
    createdAt: start,
    expiresAt: after(600),
    intervalSeconds: 5,
  };
}

/** What ada allows. */
export const adasApproval = {
  subject: 'ada',
  authTime: after(-60),
  acr: 'https://refeds.org/profile/mfa',
  approvedAt: after(0),
  scopes: ['flex:read', 'flex:control'],
};
