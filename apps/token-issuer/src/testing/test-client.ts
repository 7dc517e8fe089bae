import type { Client } from '../client/client';

/** A client as the rules see it: public, registered for nothing in particular, unless `rest` says otherwise. */
export function testClient(id: string, rest: Partial<Client> = {}): Client {
  return {
    id,
    name: id,
    tokenEndpointAuthMethod: 'none',
    secretHashes: [],
    grantTypes: [],
    redirectUris: [],
    scopes: [],
    resources: [],
    jwksJson: '',
    jwksUri: '',
    requirePushedAuthorizationRequests: false,
    accessTokenLifetimeSeconds: 0,
    servedResources: [],
    assertionIssuers: [],
    deviceCodeLifetimeSeconds: 0,
    devicePollIntervalSeconds: 0,
    userCodeMustBeTyped: false,
    ...rest,
  };
}
