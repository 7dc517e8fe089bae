/**
 * Paths of the endpoints for clients, by the names that server metadata has for them (RFC 8414 §2): what is
 * served and what is announced come from this one table.
 */
export const endpointPaths = {
  token_endpoint: '/token',
  device_authorization_endpoint: '/device-authorization', // RFC 8628 §4
  pushed_authorization_request_endpoint: '/par', // RFC 9126 §5
  introspection_endpoint: '/introspect',
  revocation_endpoint: '/revoke',
  jwks_uri: '/jwks',
} as const;
