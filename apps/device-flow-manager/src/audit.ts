import type { Logger } from '@latchkey/service-kit';

const sentences = {
  'device.started': 'a device asked to be connected',
  'device.approved': 'a user allowed a device',
  'device.denied': 'a user refused a device',
  'device.redeemed': 'a device took its approval',
  'device.expired': 'a device came for its approval too late',
  'device.guesses_used_up': 'codes that do not exist were tried as often as is allowed',
} as const;

/** Something that an auditor wants to know later; never holds a code. */
export interface AuditEvent {
  /** Stable name. */
  event: keyof typeof sentences;
  /** UUID of the grant that the device authorization makes, or would have made. */
  grantId?: string;
  clientId?: string;
  /** The user who decided. */
  subject?: string;
  /** Address of whoever acted: the device, or the browser of the user. */
  address?: string;
  /** Which bound was reached by guessing: of an address, of a session, or over all. */
  bound?: string;
}

/** Records what was decided. */
export type Audit = (event: AuditEvent) => void;

/** Creates the record as structured lines of the log, each found by its `event`. */
export function createAudit(logger: Pick<Logger, 'info'>): Audit {
  return (event) => logger.info({ ...event }, sentences[event.event]);
}
