import { networkOf } from '@latchkey/service-kit';

/** The address of a browser as the audit log keeps it: without a zone (RFC 4007 §11), empty when it is none. */
export function recordedAddress(remoteAddress: string): string {
  return networkOf(remoteAddress) === undefined ? '' : remoteAddress.replace(/%.*$/s, '');
}
