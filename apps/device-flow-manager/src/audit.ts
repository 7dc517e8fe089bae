import type { AuditEvent, AuditLine } from '@latchkey/service-kit';

/** What the device-flow manager records, with its line in the log. */
export const auditLines = {
  'device.started': { level: 'info', sentence: 'a device asked to be connected' },
  'device.approved': { level: 'info', sentence: 'a user allowed a device' },
  'device.denied': { level: 'info', sentence: 'a user refused a device' },
  'device.redeemed': { level: 'info', sentence: 'a device took its approval' },
  'device.expired': { level: 'info', sentence: 'a device came for its approval too late' },
  'device.guesses_used_up': {
    level: 'info',
    sentence: 'codes that do not exist were tried as often as is allowed',
  },
} satisfies Record<string, AuditLine>;

/** Records what was decided; never a code. */
export type Audit = (event: AuditEvent<keyof typeof auditLines>) => void;
