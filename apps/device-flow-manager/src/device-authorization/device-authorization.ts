import { z } from 'zod';

const instant = z.coerce.date();

const approvalSchema = z.object({
  subject: z.string(),
  /** When the user signed in. */
  authTime: instant,
  /** Authentication context class of the sign-in; empty when it is not known. */
  acr: z.string().default(''),
  /** When the user decided; what was approved by an earlier version does not say. */
  approvedAt: instant.optional(),
  /** Allowed scopes, some or all of those asked for. */
  scopes: z.array(z.string()),
});

const commonFields = {
  /** UUID of the grant that an approval makes; also names it in logs, where its codes may not be. */
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
  /** Region that the device asked from; empty when it is not known. */
  region: z.string().default(''),
  /** What the device calls itself. */
  userAgent: z.string(),
  /** Whether the user has to type the code, even when a link brought it along. */
  userCodeMustBeTyped: z.boolean().default(false),
  createdAt: instant,
  /** When both codes end. */
  expiresAt: instant,
  /** Least time between two polls; grows with every `slow_down` (RFC 8628 §3.5). */
  intervalSeconds: z.number(),
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
  z.object({ ...commonFields, state: z.literal('expired') }),
]);

/** What a user allowed a device. */
export type Approval = z.infer<typeof approvalSchema>;

/**
 * A device authorization as it is kept. It moves from `pending` to `approved` or `denied` by its user, and
 * from `approved` to `redeemed` by its device. That its codes have ended is read from the clock; the first
 * poll that comes too late moves what was `pending` or `approved` to `expired`.
 */
export type DeviceAuthorization = z.infer<typeof deviceAuthorizationSchema>;

/** One whose codes may still be in use. */
export type LiveDeviceAuthorization = Exclude<DeviceAuthorization, { state: 'expired' }>;

/** Says whether the codes of a device authorization are still good (RFC 8628 §3.2, `expires_in`). */
export function isLive(
  authorization: DeviceAuthorization,
  now: Date,
): authorization is LiveDeviceAuthorization {
  return authorization.state !== 'expired' && now < authorization.expiresAt;
}

/** Reads a stored device authorization; throws when it is not one. */
export function parseDeviceAuthorization(stored: string): DeviceAuthorization {
  return deviceAuthorizationSchema.parse(JSON.parse(stored));
}

/** Writes a device authorization for the store. */
export function formatDeviceAuthorization(authorization: DeviceAuthorization): string {
  return JSON.stringify(authorization);
}
