import type { FastifyInstance } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import type { Cookies } from '../http/cookies';
import { readForm } from '../http/forms';
import { forgetKeptValues } from '../http/kept-values';
import { seeOther } from '../http/reply';
import type { Sessions } from '../session/sessions';
import { parseContinuation, signInPath } from './continuation';

/** What signing out needs. */
export interface SignOutDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
  cookies: Pick<Cookies, 'codes'>;
}

/** `POST /sign-out`: ends the session; who was in the middle of something can sign in as somebody else. */
export function signOutRoute(server: FastifyInstance, deps: SignOutDeps): void {
  const { publicUrl, forms, sessions, cookies } = deps;
  server.post('/sign-out', async (request, reply) => {
    requireSameOrigin(request, publicUrl);
    const form = readForm(request);
    forms.verify(request, form, 'sign-out');
    const continuation = parseContinuation(form);
    await sessions.end(request, reply);
    // Whoever sits down here next finds no recovery codes, not even among the cookies.
    forgetKeptValues(request, reply, cookies.codes);
    return seeOther(reply, continuation.to === 'welcome' ? '/' : signInPath(continuation));
  });
}
