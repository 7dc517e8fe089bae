import { DenialReason, type AuthorizationRequest, type AuthorizationService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedRequests } from '../authorize/opened-requests';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery, type Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { allowFormRedirect } from '../http/security-headers';
import type { Sessions, SignedIn } from '../session/sessions';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  requireRequestUri,
  signInPath,
  type Continuation,
} from '../sign-in/continuation';
import { approve, approveUnasked, compareAccess, type ApprovalDeps, type DecidableRequest } from './approval';
import { chosenScopes, spreadScopes } from './asked-access';
import { getAuthorizationRequest, requireOpenedHere, unlessDecided } from './authorization-request';
import { ConsentPage } from './consent-page';
import { lackOf } from './lack-of';
import { leadToSignIn, type LeadToSignInDeps } from './lead-to-sign-in';
import { remember, type ConsentStore } from './remembered-consent';

/** What asking for consent needs. */
export interface ConsentDeps extends LeadToSignInDeps, ApprovalDeps {
  sessions: Sessions;
  opened: OpenedRequests;
  authorization: Pick<
    RpcClient<typeof AuthorizationService>,
    'getAuthorizationRequest' | 'approveAuthorizationRequest' | 'denyAuthorizationRequest'
  >;
  consents: ConsentStore;
}

/** A request in front of somebody who is signed in as it asks. */
interface Visit extends DecidableRequest {
  continuation: Continuation;
  /** Whether the request forbids to show a page. */
  silent: boolean;
}

/** `/consent`: asks the person who is signed in, unless there is nothing new to ask, and takes the answer to the client. */
export function consentRoutes(server: FastifyInstance, deps: ConsentDeps): void {
  const { authorization, forms, opened, publicUrl, sessions } = deps;

  server.get('/consent', async (request, reply) => {
    const { requestUri, continuation } = readRequest(readQuery(request));
    const [signedIn, asked] = await Promise.all([
      sessions.current(request),
      getAuthorizationRequest(authorization, requestUri),
    ]);
    const silent = asked.prompts.includes('none');
    const isOpened = opened.has(request, requestUri);
    const isChosen = signedIn !== undefined && opened.isChosen(request, requestUri, signedIn.sessionId);
    const lack = signedIn ? lackOf(asked, signedIn, isChosen) : 'sign-in';
    // OpenID Connect Core §3.1.2.1: none means no page, whatever is missing.
    if (silent && (lack !== undefined || !isOpened)) {
      return seeOther(reply, await deny(deps, asked, requestUri, DenialReason.LOGIN_REQUIRED));
    }
    await requireOpenedHere(deps, request, requestUri);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    if (lack !== undefined) {
      return leadToSignIn(deps, request, reply, { lack, requestUri, asked, signedIn, continuation });
    }
    return ask(deps, request, reply, { requestUri, asked, signedIn, continuation, silent });
  });

  server.post('/consent', async (request, reply) => {
    requireSameOrigin(request, publicUrl);
    const form = readForm(request);
    const { requestUri, continuation } = readRequest(form);
    const signedIn = await sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath(continuation));
    await requireOpenedHere(deps, request, requestUri);
    // Bound to the request and the person: a yes holds for what was on the page, by whom it was shown to. Not to the
    // session, which ends when the same person signs in anew in another tab.
    forms.verify(request, form, 'consent', requestUri, signedIn.user.subject);
    const { decision } = form;
    if (decision !== 'allow' && decision !== 'deny' && decision !== 'unmet') {
      throw new PageError('malformed_request');
    }
    const asked = await getAuthorizationRequest(authorization, requestUri);
    if (decision !== 'allow') {
      return seeOther(reply, await deny(deps, asked, requestUri, reasonOf[decision]));
    }
    const isChosen = opened.isChosen(request, requestUri, signedIn.sessionId);
    if (lackOf(asked, signedIn, isChosen) !== undefined)
      return seeOther(reply, continuationPath(continuation));
    const scopes = await takeChoice(deps, asked, signedIn, form);
    // A yes to nothing at all is a no.
    const isYes = scopes.length > 0 || asked.scopes.length === 0;
    return seeOther(
      reply,
      isYes
        ? await approve(deps, { requestUri, asked, signedIn }, scopes)
        : await deny(deps, asked, requestUri, reasonOf.deny),
    );
  });
}

const reasonOf = {
  deny: DenialReason.UNSPECIFIED,
  unmet: DenialReason.UNMET_AUTHENTICATION_REQUIREMENTS,
};

function readRequest(fields: Fields) {
  const { ui_locales } = fields;
  const requestUri = requireRequestUri(fields);
  return { requestUri, continuation: parseContinuation({ request_uri: requestUri, ui_locales }) };
}

/** Asks for consent, or approves at once where there is nothing to ask. */
async function ask(
  deps: ConsentDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  visit: Visit,
): Promise<FastifyReply> {
  const { requestUri, asked, signedIn, continuation, silent } = visit;
  const outcome = await approveUnasked(deps, visit);
  if ('location' in outcome) return seeOther(reply, outcome.location);
  if (silent) return seeOther(reply, await deny(deps, asked, requestUri, DenialReason.CONSENT_REQUIRED));
  const { profile, access, registry } = outcome.question;
  allowFormRedirect(reply, asked.redirectUri);
  const carried = continuationFields(continuation);
  const { forms } = deps;
  return sendPage(
    reply,
    200,
    <ConsentPage
      request={asked}
      profile={profile}
      user={signedIn.user}
      asked={access}
      registry={registry}
      hidden={{ ...carried, ...forms.issue(request, reply, 'consent', requestUri, signedIn.user.subject) }}
      signOutHidden={{ ...carried, ...forms.issue(request, reply, 'sign-out') }}
    />,
  );
}

/** Remembers what somebody allows, before the client hears of it: should that fail, nothing has happened. */
async function takeChoice(
  deps: ConsentDeps,
  request: AuthorizationRequest,
  signedIn: SignedIn,
  form: Fields,
): Promise<string[]> {
  const { key, registry, access } = await compareAccess(deps, request, signedIn);
  const scopes = chosenScopes(request, access, form);
  await remember(deps.consents, key, spreadScopes(scopes, request, registry));
  return scopes;
}

async function deny(
  { authorization }: ConsentDeps,
  asked: AuthorizationRequest,
  requestUri: string,
  reason: DenialReason,
): Promise<string> {
  const denial = authorization.denyAuthorizationRequest({ requestUri, reason });
  return (await unlessDecided(asked, denial)).location;
}
