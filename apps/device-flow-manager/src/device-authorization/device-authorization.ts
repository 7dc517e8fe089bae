import { z } from 'zod';

const instant = z.coerce.date();

const approvalSchema = z.object({
  subject: z.string(),
  /** When the user signed in. */
  authTime: instant,
  /** Allowed scopes, some or all of those asked for. */
  scopes: z.array(z.string()),
});

const commonFields = {
  /** UUID of the grant that an approval makes; also names the authorization in logs, where its codes may not be. */
  grantId: z.string(),
  clientId: z.string(),
  /** Name of the client, for people. */
  clientName: z.string(),
  /** Scopes asked for, each once. */
  scopes: z.array(z.string()),
  /** Resources asked for (audiences). */
  resources: z.array(z.string()),
  /** Address that the device asked from. */
  remoteAddress: z.string(),
  /** What the device calls itself. */
  userAgent: z.string(),
  createdAt: instant,
  /** When both codes end. */
  expiresAt: instant,
  /** Least time between two polls; grows with every `slow_down` (RFC 8628 §3.5). */
  intervalSeconds: z.number(),
  /** Absent until the first poll. */
  lastPolledAt: instant.optional(),
};

const deviceAuthorizationSchema = z.discriminatedUnion('state', [
  z.object({ ...commonFields, state: z.literal('pending') }),
  z.object({ ...commonFields, state: z.literal('approved'), approval: approvalSchema }),
  z.object({ ...commonFields, state: z.literal('denied') }),
  z.object({
    ...commonFields,
    state: z.literal('redeemed'),
    approval: approvalSchema,
    redeemedAt: instant,
  }),
]);

/** What a user allowed a device. */
export type Approval = z.infer<typeof approvalSchema>;

/**
 * A device authorization as it is kept. It moves from `pending` to `approved` or `denied` by its user, and
 * from `approved` to `redeemed` by its device; that it has expired is read from the clock, not stored.
 */
export type DeviceAuthorization = z.infer<typeof deviceAuthorizationSchema>;

/** Says whether the codes of a device authorization have ended (RFC 8628 §3.2, `expires_in`). */
export function hasExpired({ expiresAt }: Pick<DeviceAuthorization, 'expiresAt'>, now: Date): boolean {
  return now >= expiresAt;
}

/** Reads a stored device authorization; throws when it is not one. */
export function parseDeviceAuthorization(stored: string): DeviceAuthorization {
  return deviceAuthorizationSchema.parse(JSON.parse(stored));
}

/** Writes a device authorization for the store. */
export function formatDeviceAuthorization(authorization: DeviceAuthorization): string {
  return JSON.stringify(authorization);
}
