/** The addresses of an endpoint for clients: it is served with a slash at the end of its path and without one. */
export function endpointAddresses(issuer: string, path: string): string[] {
  return [`${issuer}${path}/`, `${issuer}${path}`];
}
