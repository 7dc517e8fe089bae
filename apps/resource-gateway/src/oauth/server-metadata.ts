import { signingAlgorithms } from '@latchkey/jwt';
import {
  acrValues,
  assertionAlgorithms,
  clientAuthenticationMethods,
  grantTypes,
  promptValues,
} from '@latchkey/oauth';
import type { FastifyInstance } from 'fastify';
import { serveEndpoint } from './endpoint';
import { endpointPaths } from './endpoint-paths';

const withCredentials = clientAuthenticationMethods.filter((method) => method !== 'none');

/** Describes the authorization server to clients (RFC 8414 §2): what is in here works, what is not does not. */
export function serverMetadata(issuer: string, scopes: readonly string[] | undefined) {
  const endpoints = Object.entries(endpointPaths).map(([name, path]) => [name, `${issuer}${path}/`]);
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize/`,
    ...Object.fromEntries(endpoints),
    ...(scopes && { scopes_supported: scopes }),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: clientAuthenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint_auth_methods_supported: withCredentials,
    introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_signing_alg_values_supported: signingAlgorithms, // RFC 9701 §7
    revocation_endpoint_auth_methods_supported: clientAuthenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    require_pushed_authorization_requests: false, // RFC 9126 §5: some clients have to, by registration
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true, // RFC 9207 §3
    acr_values_supported: acrValues, // RFC 9470 §7
    prompt_values_supported: promptValues, // Initiating User Registration via OpenID Connect 1.0
    dpop_signing_alg_values_supported: signingAlgorithms, // RFC 9449 §5.1
    service_documentation: `${issuer}/`,
  };
}

/** Serves the metadata of the authorization server (RFC 8414 §3). */
export function serverMetadataEndpoint(
  server: FastifyInstance,
  {
    publicUrl,
    registry,
  }: { publicUrl: string; registry: { readonly scopes: readonly string[] | undefined } },
): void {
  serveEndpoint(server, {
    path: '/.well-known/oauth-authorization-server',
    method: 'GET',
    async handler(_request, reply) {
      reply.header('cache-control', 'public, max-age=60');
      return serverMetadata(publicUrl, registry.scopes);
    },
  });
}
