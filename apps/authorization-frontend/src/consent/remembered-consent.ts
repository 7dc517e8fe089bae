import type { AuthorizationRequest, ClientProfile, ConsentService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import { destinationOf } from './destination';
import type { AskedAccess, ScopesAtResource } from './asked-access';

/** What remembering needs of the directory. */
export type ConsentStore = Pick<RpcClient<typeof ConsentService>, 'getConsent' | 'recordConsent'>;

/** Whose consent to whom. */
export interface ConsentKey {
  subject: string;
  clientId: string;
}

/** Returns what a user has allowed a client before; empty when nothing. */
export async function getAllowed(
  consents: Pick<ConsentStore, 'getConsent'>,
  key: ConsentKey,
): Promise<ScopesAtResource[]> {
  const { consent } = await consents.getConsent({ subject: key.subject, clientId: key.clientId });
  return consent?.allowed ?? [];
}

/** Adds to what a user has allowed a client. */
export async function remember(
  consents: Pick<ConsentStore, 'recordConsent'>,
  { subject, clientId }: ConsentKey,
  allowed: ScopesAtResource[],
): Promise<void> {
  if (allowed.length > 0) await consents.recordConsent({ subject, clientId, allowed });
}

/** What decides whether somebody is asked. */
export interface ConsentCase {
  /** `prompts` holds `consent` when it is to be asked in any case (OpenID Connect Core §3.1.2.1). */
  request: Pick<AuthorizationRequest, 'redirectUri' | 'scopes' | 'prompts'>;
  profile: Pick<ClientProfile, 'firstParty'>;
  asked: AskedAccess;
  publicUrl: string;
}

/**
 * Whether a request is allowed without a question: the operator's own applications always, others when all of
 * it was allowed before. Where any program on a device could receive the answer, what was allowed before says
 * nothing about who asks now, so there the question is always put (RFC 8252 §8.6).
 */
export function goesUnasked({ request, profile, asked, publicUrl }: ConsentCase): boolean {
  if (profile.firstParty) return true;
  const allowedBefore =
    request.scopes.length > 0 && asked.required.length === 0 && asked.optional.length === 0;
  const isForced = request.prompts.includes('consent');
  return allowedBefore && !isForced && isHost(request.redirectUri, publicUrl);
}

function isHost(redirectUri: string, publicUrl: string): boolean {
  return destinationOf(redirectUri).kind === 'web' || new URL(redirectUri).origin === publicUrl;
}
