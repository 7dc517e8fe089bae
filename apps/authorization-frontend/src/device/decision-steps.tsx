import { timestampDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState, type DeviceAuthorization } from '@latchkey/contracts';
import type { FastifyReply } from 'fastify';
import { PageError } from '../errors/page-error';
import { seeOther, sendPage } from '../http/reply';
import { describeScopes } from '../scopes/describe-scopes';
import { continuationFields } from '../sign-in/continuation';
import { askForCode } from './code-steps';
import { ConfirmPage } from './confirm-page';
import { findDevice, unlessGone } from './device-authorization';
import { devicePath, type Step } from './device-step';
import { AnsweredPage, OutcomePage, type Outcome } from './outcome-page';

/** Shows which device waits with a code that was entered before, and asks. */
export async function showQuestion(step: Step): Promise<FastifyReply> {
  const { deps, request, reply, fields, userCode = '', language, signedIn } = step;
  // Without the pass of the page before, as for a bookmark or another session, that page comes first.
  if (!deps.forms.accepts(request, fields, 'device-question', userCode, signedIn.token)) {
    return seeOther(reply, devicePath('', { user_code: userCode, ui_locales: language }));
  }
  const device = await findDevice(deps.devices, userCode, step);
  if (!device) return askForCode(step, { userCode, entry: 'typed', problem: 'unknown' });
  if (device.state !== DeviceAuthorizationState.PENDING) return sendPage(reply, 200, <AnsweredPage />);
  const { resources } = await deps.resources.listResources({});
  const continuation = { to: 'device', userCode, language } as const;
  return sendPage(
    reply,
    200,
    <ConfirmPage
      device={device}
      secondsAgo={secondsSince(device, deps.clock())}
      ownAddress={request.ip}
      user={signedIn.user}
      access={describeScopes(device, resources)}
      hidden={{
        user_code: userCode,
        ui_locales: language,
        ...deps.forms.issue(request, reply, 'device-decision', userCode, signedIn.token),
      }}
      signOutHidden={{
        ...continuationFields(continuation),
        ...deps.forms.issue(request, reply, 'sign-out'),
      }}
    />,
  );
}

/** The question was answered: records it. Repeating an answer that was lost is harmless. */
export async function takeDecision(step: Step): Promise<FastifyReply> {
  const { deps, request, reply, fields, userCode = '', language, signedIn } = step;
  const { decision } = fields;
  deps.forms.verify(request, fields, 'device-decision', userCode, signedIn.token);
  if (decision !== 'approve' && decision !== 'deny') throw new PageError('malformed_request');
  const device = await findDevice(deps.devices, userCode, step);
  const recorded = device && (await unlessGone(record(step, decision, device)));
  if (!recorded) return askForCode(step, { userCode, entry: 'typed', problem: 'unknown' });
  const outcome: Outcome = decision === 'approve' ? 'approved' : 'denied';
  const pass = deps.forms.issue(request, reply, 'device-outcome', outcome);
  return seeOther(reply, devicePath('/done', { outcome, ui_locales: language, ...pass }));
}

/** Shows what was decided, to the browser in which it was. */
export async function showOutcome({ deps, request, reply, fields, language }: Step): Promise<FastifyReply> {
  const outcome: Outcome = fields.outcome === 'approved' ? 'approved' : 'denied';
  if (!deps.forms.accepts(request, fields, 'device-outcome', outcome)) {
    return seeOther(reply, devicePath('', { ui_locales: language }));
  }
  return sendPage(reply, 200, <OutcomePage outcome={outcome} />);
}

function record(
  { deps: { devices }, signedIn: { user, authTime } }: Step,
  decision: 'approve' | 'deny',
  { userCode, scopes }: DeviceAuthorization,
): Promise<unknown> {
  if (decision === 'deny') return devices.denyDeviceAuthorization({ userCode });
  return devices.approveDeviceAuthorization({ userCode, subject: user.subject, authTime, scopes });
}

function secondsSince({ createTime }: DeviceAuthorization, now: Date): number {
  if (!createTime) return 0;
  return Math.max(0, Math.floor((now.getTime() - timestampDate(createTime).getTime()) / 1000));
}
