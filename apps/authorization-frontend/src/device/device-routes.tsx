import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireSameOrigin } from '../csrf/same-origin';
import { readForm, readQuery } from '../http/forms';
import { seeOther } from '../http/reply';
import { parseContinuation, signInPath, type Continuation } from '../sign-in/continuation';
import { showQuestion, takeDecision, showOutcome } from './decision-steps';
import { askForCode, takeCode } from './code-steps';
import type { DeviceDeps, Step } from './device-step';

/**
 * `/device`, the verification URI (RFC 8628 §3.3), in three pages: somebody who is signed in enters a code,
 * sees whose it is and decides, and is sent back to the device. A code in a link only fills in the first
 * page. The ones behind it open only to the browser that went through it, so that a link alone gets nobody
 * as far as the decision.
 */
export function deviceRoutes(server: FastifyInstance, deps: DeviceDeps): void {
  const page = (path: string, show: (step: Step) => Promise<FastifyReply>) =>
    server.get(path, (request, reply) => withStep(deps, request, reply, show));

  page('/device', (step) => askForCode(step, { userCode: step.userCode }));
  page('/device/confirm', showQuestion);
  page('/device/done', showOutcome);

  server.post('/device', async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    return withStep(deps, request, reply, (step) =>
      step.fields.decision === undefined ? takeCode(step) : takeDecision(step),
    );
  });
}

/** Reads what a step is about, and sees to it that somebody is signed in. */
async function withStep(
  deps: DeviceDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  take: (step: Step) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const fields = request.method === 'POST' ? readForm(request) : readQuery(request);
  const { user_code, ui_locales } = fields;
  const continuation = parseContinuation({ to: 'device', user_code, ui_locales });
  const signedIn = await deps.sessions.current(request);
  if (!signedIn) return seeOther(reply, signInPath(continuation));
  const { language, userCode } = continuation as Extract<Continuation, { to: 'device' }>;
  return take({ deps, request, reply, fields, userCode, language, signedIn });
}
