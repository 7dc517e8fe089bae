import { clientAuthenticationMethods, grantTypes } from '@latchkey/oauth';
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from './endpoint';
import type { SupportedScopes } from './supported-scopes';

/** Describes the authorization server to clients (RFC 8414 §2): what is in here works, what is not does not. */
export function serverMetadata(issuer: string, scopes: readonly string[] | undefined) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize/`,
    token_endpoint: `${issuer}/token/`,
    device_authorization_endpoint: `${issuer}/device-authorization/`, // RFC 8628 §4
    jwks_uri: `${issuer}/jwks/`,
    ...(scopes && { scopes_supported: scopes }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: clientAuthenticationMethods,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true, // RFC 9207 §3
    service_documentation: `${issuer}/`,
  };
}

/** Serves the metadata of the authorization server (RFC 8414 §3). */
export function serverMetadataEndpoint(
  server: FastifyInstance,
  { publicUrl, supportedScopes }: { publicUrl: string; supportedScopes: SupportedScopes },
): void {
  serveEndpoint(server, {
    path: '/.well-known/oauth-authorization-server',
    method: 'GET',
    async handler(_request, reply) {
      reply.header('cache-control', 'public, max-age=60');
      return serverMetadata(publicUrl, await supportedScopes());
    },
  });
}
