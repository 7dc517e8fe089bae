import { endpointAddresses } from '../endpoint-addresses';

// Where assertions are presented. RFC 9126 §2: whatever name of this server a client takes, it is the right one.
const endpoints = ['/token', '/par', '/introspect', '/revoke', '/device-authorization'];

/**
 * Names that an assertion may call this server by in its `aud` (RFC 7523 §3, RFC 9126 §2): the issuer
 * identifier, and the address of each endpoint where clients authenticate, in both spellings that are served.
 */
export function assertionAudiences(issuer: string): string[] {
  return [issuer, ...endpoints.flatMap((path) => endpointAddresses(issuer, path))];
}
