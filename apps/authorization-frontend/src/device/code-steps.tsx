import { DeviceAuthorizationState } from '@latchkey/contracts';
import type { FastifyReply } from 'fastify';
import { seeOther, sendPage } from '../http/reply';
import { findDevice } from './device-authorization';
import { devicePath, type Step } from './device-step';
import { EnterCodePage, type CodeProblem } from './enter-code-page';

/** How a code came into the field: a hand typed it, or a link brought it. The form's token vouches for it. */
type Entry = 'typed' | 'link';

/** What the page with the code field starts from. */
export interface CodeView {
  userCode: string | undefined;
  /** By default a link, when there is a code at all. */
  entry?: Entry;
  problem?: CodeProblem;
}

/** Shows the field for the code. */
export async function askForCode(
  { deps, request, reply, language }: Step,
  { userCode, problem, entry = userCode === undefined ? 'typed' : 'link' }: CodeView,
): Promise<FastifyReply> {
  const hidden = { entry, ui_locales: language, ...deps.forms.issue(request, reply, purposeOf[entry]) };
  return sendPage(
    reply,
    problem === undefined ? 200 : 422,
    <EnterCodePage userCode={userCode} fromLink={entry === 'link'} hidden={hidden} problem={problem} />,
  );
}

/** A code was entered: leads on to the question whose it is, if it is anybody's. */
export async function takeCode(step: Step): Promise<FastifyReply> {
  const { deps, request, reply, fields, userCode, language, signedIn } = step;
  const entry: Entry = fields.entry === 'link' ? 'link' : 'typed';
  deps.forms.verify(request, fields, purposeOf[entry]);
  if (userCode === undefined) return askForCode(step, { userCode: '', entry: 'typed', problem: 'missing' });
  const device = await findDevice(deps.devices, userCode, step);
  if (!device) return askForCode(step, { userCode, entry, problem: 'unknown' });
  if (device.state !== DeviceAuthorizationState.PENDING) {
    return askForCode(step, { userCode, entry, problem: 'used' });
  }
  // RFC 8628 §5.4: a link that somebody passed on is to be of no use with such a device.
  if (device.userCodeMustBeTyped && entry === 'link') {
    return askForCode(step, { userCode: '', entry: 'typed', problem: 'mustBeTyped' });
  }
  const pass = deps.forms.issue(request, reply, 'device-question', device.userCode, signedIn.token);
  return seeOther(
    reply,
    devicePath('/confirm', { user_code: device.userCode, ui_locales: language, ...pass }),
  );
}

const purposeOf = { typed: 'device-code', link: 'device-code-of-link' } satisfies Record<Entry, string>;
