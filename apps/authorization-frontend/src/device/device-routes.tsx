import { timestampDate } from '@bufbuild/protobuf/wkt';
import {
  DeviceAuthorizationState,
  type DeviceAuthorization,
  type DeviceFlowService,
  type ResourceService,
} from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormGuard } from '../csrf/form-guard';
import { requireSameOrigin } from '../csrf/same-origin';
import { PageError } from '../errors/page-error';
import { readForm, readQuery, type Fields } from '../http/forms';
import { seeOther, sendPage } from '../http/reply';
import { describeScopes } from '../scopes/describe-scopes';
import type { Sessions, SignedIn } from '../session/sessions';
import { continuationFields, readUserCode, signInPath } from '../sign-in/continuation';
import { ConfirmPage } from './confirm-page';
import { DecidedPage } from './decided-page';
import { findDevice, unlessGone } from './device-authorization';
import { EnterCodePage } from './enter-code-page';
import { deviceMessages } from './messages';

/** What connecting a device needs. */
export interface DeviceDeps {
  publicUrl: string;
  clock: () => Date;
  forms: FormGuard;
  sessions: Sessions;
  devices: Pick<
    RpcClient<typeof DeviceFlowService>,
    'getDeviceAuthorization' | 'approveDeviceAuthorization' | 'denyDeviceAuthorization'
  >;
  resources: Pick<RpcClient<typeof ResourceService>, 'listResources'>;
}

/**
 * `/device`, the verification URI (RFC 8628 §3.3): somebody who is signed in enters a code, sees whose it
 * is, and decides. A code in a link only fills in the field, so that a link alone gets nobody as far as
 * the decision.
 */
export function deviceRoutes(server: FastifyInstance, deps: DeviceDeps): void {
  server.get('/device', async (request, reply) => {
    const userCode = readUserCode(readQuery(request));
    if (!(await deps.sessions.current(request)))
      return seeOther(reply, signInPath({ to: 'device', userCode }));
    return enterCode(deps, request, reply, userCode);
  });

  server.post('/device', async (request, reply) => {
    requireSameOrigin(request, deps.publicUrl);
    const form = readForm(request);
    const userCode = readUserCode(form);
    const signedIn = await deps.sessions.current(request);
    if (!signedIn) return seeOther(reply, signInPath({ to: 'device', userCode }));
    const step = form.decision === undefined ? confirm : decide;
    return step(deps, request, reply, { form, userCode, signedIn });
  });
}

interface Step {
  form: Fields;
  userCode: string | undefined;
  signedIn: SignedIn;
}

/** The code was entered: shows whose it is. */
async function confirm(deps: DeviceDeps, request: FastifyRequest, reply: FastifyReply, step: Step) {
  const { form, userCode, signedIn } = step;
  deps.forms.verify(request, form, 'device-code');
  if (userCode === undefined) return enterCode(deps, request, reply, '', deviceMessages.enter.missing);
  const device = await findDevice(deps.devices, userCode);
  if (!device) return enterCode(deps, request, reply, userCode, deviceMessages.enter.unknown);
  if (device.state !== DeviceAuthorizationState.PENDING) {
    return enterCode(deps, request, reply, userCode, deviceMessages.enter.used);
  }
  const { resources } = await deps.resources.listResources({});
  return sendPage(
    reply,
    200,
    <ConfirmPage
      device={device}
      secondsAgo={secondsSince(device, deps.clock())}
      user={signedIn.user}
      access={describeScopes(device, resources)}
      hidden={{
        user_code: device.userCode,
        ...deps.forms.issue(request, reply, 'device-decision', device.userCode, signedIn.token),
      }}
      signOutHidden={{
        ...continuationFields({ to: 'device', userCode: device.userCode }),
        ...deps.forms.issue(request, reply, 'sign-out'),
      }}
    />,
  );
}

/** The question was answered: records it. Repeating an answer that was lost is harmless. */
async function decide(deps: DeviceDeps, request: FastifyRequest, reply: FastifyReply, step: Step) {
  const { form, userCode = '', signedIn } = step;
  deps.forms.verify(request, form, 'device-decision', userCode, signedIn.token);
  if (form.decision !== 'approve' && form.decision !== 'deny') throw new PageError('malformed_request');
  const device = await findDevice(deps.devices, userCode);
  const recorded = device && (await unlessGone(record(deps, form.decision, device, signedIn)));
  if (!recorded) return enterCode(deps, request, reply, userCode, deviceMessages.enter.unknown);
  const decision = form.decision === 'approve' ? 'approved' : 'denied';
  return sendPage(reply, 200, <DecidedPage decision={decision} clientName={device.clientName} />);
}

function record(
  { devices }: DeviceDeps,
  decision: 'approve' | 'deny',
  { userCode, scopes }: DeviceAuthorization,
  { user: { subject }, authTime }: SignedIn,
): Promise<unknown> {
  if (decision === 'deny') return devices.denyDeviceAuthorization({ userCode });
  return devices.approveDeviceAuthorization({ userCode, subject, authTime, scopes });
}

function enterCode(
  deps: DeviceDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  userCode: string | undefined,
  problem?: string,
) {
  const hidden = deps.forms.issue(request, reply, 'device-code');
  const page = <EnterCodePage userCode={userCode} hidden={hidden} problem={problem} />;
  return sendPage(reply, problem === undefined ? 200 : 422, page);
}

function secondsSince({ createTime }: DeviceAuthorization, now: Date): number {
  if (!createTime) return 0;
  return Math.max(0, Math.floor((now.getTime() - timestampDate(createTime).getTime()) / 1000));
}
