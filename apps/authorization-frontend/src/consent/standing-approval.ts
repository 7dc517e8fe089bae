import type { MessageInitShape } from '@bufbuild/protobuf';
import type { StandingApprovalSchema } from '@latchkey/contracts';
import type { RequestParameters } from '@latchkey/oauth';
import type { SignedIn } from '../session/sessions';
import { compareAccess, type ApprovalDeps } from './approval';
import { findClientProfile } from './client-profile';
import { isOther } from './lack-of';
import { goesUnasked } from './remembered-consent';

// As many as the issuer takes.
const mostScopes = 100;

/**
 * Finds out what somebody allows a client without a question, before the issuer has read the request: it then
 * approves the request at once if that is all it asks for, which saves storing it and another call. Undefined when
 * there may be something to ask, or the request says too little; it then takes the way of all others.
 *
 * Nothing here is believed of the request: the issuer compares what it makes of it with what may be approved.
 */
export async function findStandingApproval(
  deps: Pick<ApprovalDeps, 'publicUrl' | 'clients' | 'resources' | 'consents'>,
  { parameters, resources }: RequestParameters,
  signedIn: SignedIn,
): Promise<MessageInitShape<typeof StandingApprovalSchema> | undefined> {
  const { client_id: clientId = '', redirect_uri: redirectUri = '', scope = '' } = parameters;
  const scopes = scope.split(' ', mostScopes + 1);
  if (scope === '' || scopes.length > mostScopes || !URL.canParse(redirectUri)) return undefined;
  if (wantsMore(parameters, signedIn)) return undefined;
  const [profile, { access, registry }] = await Promise.all([
    findClientProfile(deps.clients, clientId),
    compareAccess(deps, { clientId, scopes, resources }, signedIn),
  ]);
  const request = { redirectUri, scopes, prompts: [] };
  const { publicUrl } = deps;
  if (!profile || !goesUnasked({ request, profile, asked: access, publicUrl })) return undefined;
  return {
    subject: signedIn.user.subject,
    authTime: signedIn.authTime,
    acr: signedIn.acr,
    scopes,
    resources: resources.length > 0 ? resources : registry.map(({ resource }) => resource),
  };
}

/** Whether a request names one that was pushed, or wants something of the sign-in or the pages. */
function wantsMore(parameters: RequestParameters['parameters'], { user }: Pick<SignedIn, 'user'>): boolean {
  const { prompt = 'none', login_hint: loginHint = '' } = parameters;
  return (
    parameters['request_uri'] !== undefined ||
    prompt !== 'none' ||
    parameters['max_age'] !== undefined ||
    parameters['acr_values'] !== undefined ||
    isOther(loginHint, user.email)
  );
}
