import type { FastifyInstance } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery, type Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import type { Sessions } from '../session/sessions';
import { findAskedRequest, requireOwn, type AskedRequestDeps } from '../sign-in/asked-request';
import {
  continuationFields,
  continuationPath,
  parseContinuation,
  requireRequestUri,
  signInPath,
} from '../sign-in/continuation';
import { SelectAccountPage } from './select-account-page';

/** What choosing an account needs. */
export interface SelectAccountDeps extends AskedRequestDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
}

/** `/select-account`: asks with which account to go on, the one that is signed in or another one. */
export function selectAccountRoutes(server: FastifyInstance, deps: SelectAccountDeps): void {
  const { forms, opened, publicUrl, sessions } = deps;

  server.get('/select-account', async (request, reply) => {
    const { requestUri, continuation } = readRequest(readQuery(request));
    const asked = await findAskedRequest(deps, request, reply, continuation);
    const signedIn = await sessions.current(request);
    if (!asked || !signedIn) return seeOther(reply, signInPath(continuation));
    return sendPage(
      reply,
      200,
      <SelectAccountPage
        request={asked}
        user={signedIn.user}
        hidden={{
          ...continuationFields(continuation),
          ...forms.issue(request, reply, 'select-account', requestUri, signedIn.token),
        }}
        otherHref={signInPath({ ...continuation, reauthenticate: true })}
      />,
    );
  });

  server.post('/select-account', async (request, reply) => {
    requireSameOrigin(request, publicUrl);
    const form = readForm(request);
    const { requestUri, continuation } = readRequest(form);
    await requireOwn(deps, request, continuation);
    const signedIn = await sessions.current(request);
    // Somebody else is signed in by now: then the page behind asks anew.
    if (signedIn && forms.accepts(request, form, 'select-account', requestUri, signedIn.token)) {
      opened.choose(request, reply, requestUri, signedIn.sessionId);
    }
    return seeOther(reply, continuationPath(continuation));
  });
}

function readRequest(fields: Fields) {
  const { ui_locales } = fields;
  const requestUri = requireRequestUri(fields);
  return { requestUri, continuation: parseContinuation({ request_uri: requestUri, ui_locales }) };
}
