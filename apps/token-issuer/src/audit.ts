import type { AuditEvent, AuditLine } from '@latchkey/service-kit';

/** What the token issuer records, with its line in the log. */
export const auditLines = {
  'grant.created': { level: 'info', sentence: 'a client took what a user allowed it' },
  'grant.revoked': { level: 'info', sentence: 'a grant was revoked' },
  'grant.code_reused': { level: 'warn', sentence: 'an authorization code was used again: grant revoked' },
  'grant.refresh_token_reused': { level: 'warn', sentence: 'a refresh token was used again: grant revoked' },
  'grants.revoked': { level: 'info', sentence: 'all grants of a user, a client or both were revoked' },
  'token.revoked': { level: 'info', sentence: 'an access token was revoked' },
  'signing_key.published': { level: 'info', sentence: 'a signing key was published' },
  'signing_key.rotated': { level: 'info', sentence: 'another signing key signs from now on' },
  'signing_key.compromised': { level: 'warn', sentence: 'signing keys were compromised: removed' },
} satisfies Record<string, AuditLine>;

/** An event of the token issuer. */
export type IssuerEvent = AuditEvent<keyof typeof auditLines>;

/** Records what was issued and taken back; never a code or token. */
export type Audit = (event: IssuerEvent) => void;
