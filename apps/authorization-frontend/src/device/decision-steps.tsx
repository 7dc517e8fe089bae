import { timestampDate } from '@bufbuild/protobuf/wkt';
import { DeviceAuthorizationState, type DeviceAuthorization } from '@latchkey/contracts';
import type { FastifyReply } from 'fastify';
import { chosenScopes, sortAccess, spreadScopes } from '../consent/asked-access';
import { getClientProfile } from '../consent/client-profile';
import { getAllowed, remember } from '../consent/remembered-consent';
import { PageError } from '../errors/page-error';
import { seeOther, sendPage } from '../http/reply';
import { continuationFields } from '../sign-in/continuation';
import { askForCode } from './code-steps';
import { ConfirmPage } from './confirm-page';
import { findDevice, identifyAsker, unlessGone } from './device-authorization';
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
  const [profile, { asked, registry }] = await Promise.all([
    getClientProfile(deps.clients, device.clientId),
    findAsked(step, device),
  ]);
  const continuation = { to: 'device', userCode, language } as const;
  return sendPage(
    reply,
    200,
    <ConfirmPage
      device={device}
      profile={profile}
      secondsAgo={secondsSince(device, deps.clock())}
      ownAddress={request.ip}
      user={signedIn.user}
      asked={asked}
      registry={registry}
      hidden={{
        user_code: userCode,
        ui_locales: language,
        ...deps.forms.issue(request, reply, 'device-decision', userCode, signedIn.user.subject),
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
  // Bound to the person, not to the session, which ends when they sign in anew in another tab.
  deps.forms.verify(request, fields, 'device-decision', userCode, signedIn.user.subject);
  if (decision !== 'approve' && decision !== 'deny') throw new PageError('malformed_request');
  const device = await findDevice(deps.devices, userCode, step);
  const decide = decision === 'approve' ? approve : deny;
  const recorded = device && (await decide(step, device));
  if (!recorded) return askForCode(step, { userCode, entry: 'typed', problem: 'unknown' });
  const pass = deps.forms.issue(request, reply, 'device-outcome', recorded);
  return seeOther(reply, devicePath('/done', { outcome: recorded, ui_locales: language, ...pass }));
}

/** Shows what was decided, to the browser in which it was. */
export async function showOutcome({ deps, request, reply, fields, language }: Step): Promise<FastifyReply> {
  const outcome: Outcome = fields.outcome === 'approved' ? 'approved' : 'denied';
  if (!deps.forms.accepts(request, fields, 'device-outcome', outcome)) {
    return seeOther(reply, devicePath('', { ui_locales: language }));
  }
  return sendPage(reply, 200, <OutcomePage outcome={outcome} />);
}

/**
 * Remembers what was ticked, and lets the device in with it. A yes to nothing at all is a no. Undefined when the
 * code lives no more.
 */
async function approve(step: Step, device: DeviceAuthorization): Promise<Outcome | undefined> {
  const { deps, fields, signedIn } = step;
  const { key, asked, registry } = await findAsked(step, device);
  const scopes = chosenScopes(device, asked, fields);
  if (scopes.length === 0 && device.scopes.length > 0) return deny(step, device);
  await remember(deps.consents, key, spreadScopes(scopes, device, registry));
  const approval = deps.devices.approveDeviceAuthorization({
    userCode: device.userCode,
    subject: key.subject,
    authTime: signedIn.authTime,
    acr: signedIn.acr,
    scopes,
    ...identifyAsker(step),
  });
  return (await unlessGone(approval)) && 'approved';
}

async function deny(step: Step, { userCode }: DeviceAuthorization): Promise<Outcome | undefined> {
  const { subject } = step.signedIn.user;
  const { devices } = step.deps;
  const denial = devices.denyDeviceAuthorization({ userCode, subject, ...identifyAsker(step) });
  return (await unlessGone(denial)) && 'denied';
}

/** What was allowed before shortens the list, and never takes the question away (RFC 8628 §5.4). */
async function findAsked({ deps, signedIn }: Step, device: DeviceAuthorization) {
  const key = { subject: signedIn.user.subject, clientId: device.clientId };
  const [{ resources: registry }, allowed] = await Promise.all([
    deps.resources.listResources({}),
    getAllowed(deps.consents, key),
  ]);
  return { key, registry, asked: sortAccess(device, registry, allowed) };
}

function secondsSince({ createTime }: DeviceAuthorization, now: Date): number {
  if (!createTime) return 0;
  return Math.max(0, Math.floor((now.getTime() - timestampDate(createTime).getTime()) / 1000));
}
