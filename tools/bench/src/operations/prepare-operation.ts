import { authorizationCode } from './authorization-code';
import { clientCredentials } from './client-credentials';
import { devicePoll, deviceRedeem } from './device';
import { gatewayRequest } from './gateway-request';
import { introspectionOverGrpc, introspectionOverHttp } from './introspection';
import type { OperationName, Prepare } from './operation';
import { refresh } from './refresh';
import { revocation } from './revocation';
import { waitingDevices } from './waiting-devices';

const operations: Record<OperationName, Prepare> = {
  'client-credentials': clientCredentials,
  'authorization-code': authorizationCode,
  refresh,
  'device-poll': devicePoll,
  'device-redeem': deviceRedeem,
  'introspection-http': introspectionOverHttp,
  'introspection-grpc': introspectionOverGrpc,
  'gateway-unchecked': gatewayRequest('unchecked'),
  'gateway-known-token': gatewayRequest('known token'),
  'gateway-new-token': gatewayRequest('new token'),
  revocation,
  'waiting-devices': waitingDevices,
};

/** What gets an operation ready. */
export function prepareOperation(name: OperationName): Prepare {
  return operations[name];
}
