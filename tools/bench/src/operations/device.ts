import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { DeviceFlowService } from '@latchkey/contracts';
import { readCertificates } from '@latchkey/development';
import { connect } from '@latchkey/rpc';
import { expectJson, expectStatus, text, type Answer, type Http } from '../load/http';
import type { Prepare, Prepared, Target } from './operation';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** A device asks for a code and polls for the first time, in vain (RFC 8628 §3.1, §3.4). */
export const devicePoll: Prepare = async ({ target, http }) => ({
  async once() {
    const { deviceCode } = await startDevice(target, http);
    expectPending(await pollDevice(http, deviceCode));
  },
});

/** A device asks for a code, somebody approves, and it gets its tokens. */
export const deviceRedeem: Prepare = async ({ target, http }): Promise<Prepared> => {
  const { approve, close } = await approval(target, http);
  return {
    async once() {
      const { deviceCode, userCode } = await startDevice(target, http);
      await approve(userCode);
      text(expectJson(await pollDevice(http, deviceCode), 200), 'access_token');
    },
    close,
  };
};

/** A device asks for its codes. */
export async function startDevice(
  { resource }: Target,
  http: Http,
): Promise<{ deviceCode: string; userCode: string; intervalSeconds: number }> {
  const form = { client_id: 'bench-device', scope: 'bench:read', resource };
  const json = expectJson(await http.post('/device-authorization/', form), 200);
  return {
    deviceCode: text(json, 'device_code'),
    userCode: text(json, 'user_code'),
    intervalSeconds: Number(json['interval']),
  };
}

/** A device asks whether its user has decided. */
export function pollDevice(http: Http, deviceCode: string): Promise<Answer> {
  return http.post('/token/', {
    grant_type: DEVICE_CODE,
    client_id: 'bench-device',
    device_code: deviceCode,
  });
}

/** Fails for any answer but that the user has not decided. */
export function expectPending(answer: Answer): void {
  const { error } = expectJson(answer, 400);
  if (error !== 'authorization_pending') throw new Error(`polling answered ${String(error)}`);
}

/** The person's decision, without the pages: it is not what is measured. */
async function approval(
  { grpc }: Target,
  http: Http,
): Promise<{ approve(userCode: string): Promise<unknown>; close?: () => void }> {
  if (!grpc) {
    return {
      approve: async (userCode) =>
        expectStatus(await http.post('/bench/approve', { user_code: userCode }), 200),
    };
  }
  const tls = await readCertificates(grpc.certificatesDirectory, 'authorization-frontend');
  const connection = connect({ target: grpc.device, peer: 'device-flow-manager', tls });
  const service = connection.service(DeviceFlowService);
  return {
    approve: (userCode) =>
      service.approveDeviceAuthorization({
        userCode,
        subject: 'bench-person',
        authTime: timestampFromDate(new Date()),
        scopes: ['bench:read'],
      }),
    close: connection.close,
  };
}
