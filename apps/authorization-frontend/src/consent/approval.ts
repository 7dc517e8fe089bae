import type {
  AuthorizationRequest,
  AuthorizationService,
  ClientProfile,
  ProtectedResource,
  ResourceService,
} from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { SignedIn } from '../session/sessions';
import { sortAccess, type AccessRequest, type AskedAccess } from './asked-access';
import { unlessDecided } from './authorization-request';
import { getClientProfile, type ClientDirectory } from './client-profile';
import { getAllowed, goesUnasked, type ConsentKey, type ConsentStore } from './remembered-consent';

/** What approving a request needs. */
export interface ApprovalDeps {
  publicUrl: string;
  authorization: Pick<RpcClient<typeof AuthorizationService>, 'approveAuthorizationRequest'>;
  clients: ClientDirectory;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
  consents: Pick<ConsentStore, 'getConsent'>;
}

/** A request that somebody whose sign-in will do for it can decide on. */
export interface DecidableRequest {
  requestUri: string;
  asked: AuthorizationRequest;
  signedIn: SignedIn;
}

/** What a client asks of somebody, beside what they have allowed it before. */
export interface ComparedAccess {
  key: ConsentKey;
  registry: readonly ProtectedResource[];
  access: AskedAccess;
}

/** What there is to ask somebody. */
export interface ConsentQuestion extends Pick<ComparedAccess, 'registry' | 'access'> {
  profile: ClientProfile;
}

/**
 * Approves a request where there is nothing to ask.
 *
 * @returns where the browser goes, or what there is to ask
 * @throws OAuthError when the client is no longer registered; PageError when the request has ended or has its answer
 */
export async function approveUnasked(
  deps: ApprovalDeps,
  request: DecidableRequest,
): Promise<{ location: string } | { question: ConsentQuestion }> {
  const { publicUrl } = deps;
  const { asked, signedIn } = request;
  const [profile, { access, registry }] = await Promise.all([
    getClientProfile(deps.clients, asked.clientId),
    compareAccess(deps, asked, signedIn),
  ]);
  if (!goesUnasked({ request: asked, profile, asked: access, publicUrl })) {
    return { question: { profile, access, registry } };
  }
  return { location: await approve(deps, request, asked.scopes) };
}

/** Compares what a client asks for with what somebody has allowed it before. */
export async function compareAccess(
  deps: Pick<ApprovalDeps, 'resources' | 'consents'>,
  request: AccessRequest & { clientId: string },
  { user, consent }: Pick<SignedIn, 'user' | 'consent'>,
): Promise<ComparedAccess> {
  const key = { subject: user.subject, clientId: request.clientId };
  const [{ resources: registry }, allowed] = await Promise.all([
    deps.resources.listResources({}),
    // It came along with the session a moment ago, when this is the client that the page was opened for.
    consent?.clientId === key.clientId ? consent.allowed : getAllowed(deps.consents, key),
  ]);
  return { key, registry, access: sortAccess(request, registry, allowed) };
}

/**
 * Has the issuer approve a request.
 *
 * @returns where the browser goes with the code
 * @throws PageError when the request has ended or has its answer
 */
export async function approve(
  { authorization }: Pick<ApprovalDeps, 'authorization'>,
  { requestUri, asked, signedIn: { user, authTime, acr } }: DecidableRequest,
  scopes: string[],
): Promise<string> {
  const approval = { requestUri, subject: user.subject, authTime, acr, scopes };
  const { location } = await unlessDecided(asked, authorization.approveAuthorizationRequest(approval));
  return location;
}
