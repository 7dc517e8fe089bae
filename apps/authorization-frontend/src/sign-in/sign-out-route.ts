import type { FastifyInstance } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm } from '../http/forms';
import { seeOther } from '../http/reply';
import type { Sessions } from '../session/sessions';
import { parseContinuation, signInPath } from './continuation';

/** What signing out needs. */
export interface SignOutDeps {
  publicUrl: string;
  forms: FormGuard;
  sessions: Sessions;
}

/** `POST /sign-out`: ends the session; who was in the middle of something can sign in as somebody else. */
export function signOutRoute(server: FastifyInstance, { publicUrl, forms, sessions }: SignOutDeps): void {
  server.post('/sign-out', async (request, reply) => {
    requireSameOrigin(request, publicUrl);
    const form = readForm(request);
    forms.verify(request, form, 'sign-out');
    const continuation = parseContinuation(form);
    await sessions.end(request, reply);
    return seeOther(reply, continuation.to === 'welcome' ? '/' : signInPath(continuation));
  });
}
