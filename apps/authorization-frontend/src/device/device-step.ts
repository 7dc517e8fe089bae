import type { DeviceFlowService, ResourceService } from '@latchkey/contracts';
import type { RpcClient } from '@latchkey/rpc';
import type { Language } from '@latchkey/ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientDirectory } from '../consent/client-profile';
import type { ConsentStore } from '../consent/remembered-consent';
import type { FormGuard } from '../csrf/form-guard';
import type { Fields } from '../http/forms';
import type { Sessions, SignedIn } from '../session/sessions';

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
  clients: ClientDirectory;
  consents: ConsentStore;
}

/** A request for one of the device pages, by somebody who is signed in. */
export interface Step {
  deps: DeviceDeps;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The query, or the form. */
  fields: Fields;
  /** As it was typed, or as a link brought it. */
  userCode: string | undefined;
  /** Asked for by the address of the first page, and carried on. */
  language: Language | undefined;
  signedIn: SignedIn;
}

/** Path of a device page with these parameters. */
export function devicePath(path: string, parameters: Record<string, string | undefined>): string {
  const present = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return present.length === 0 ? `/device${path}` : `/device${path}?${new URLSearchParams(present)}`;
}
