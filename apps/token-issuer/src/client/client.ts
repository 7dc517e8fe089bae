import type { Client as ClientMessage } from '@latchkey/contracts';
import { isGrantType, type GrantType } from '@latchkey/oauth';

/** Public keys of somebody who signs assertions: registered, or fetched from where they are published. */
export interface PublishedKeys {
  /** A JWK Set as JSON text; empty when the keys are fetched. */
  jwksJson: string;
  /** Where they are fetched from; empty when they are registered. */
  jwksUri: string;
}

/** A foreign issuer whose assertions a client may present (RFC 7523 §2.1). */
export interface AssertionIssuer extends PublishedKeys {
  issuer: string;
}

/** A registered client, as the rules of this service see it (RFC 7591 §2). */
export interface Client extends PublishedKeys {
  id: string;
  name: string;
  tokenEndpointAuthMethod: string;
  /** SHA-256 of each live secret. */
  secretHashes: Buffer[];
  grantTypes: GrantType[];
  redirectUris: string[];
  scopes: string[];
  resources: string[];
  requirePushedAuthorizationRequests: boolean;
  /** 0 for the server's. */
  accessTokenLifetimeSeconds: number;
  /** Resources whose tokens it may introspect, because it serves them. */
  servedResources: string[];
  /** What it may exchange (RFC 8693); undefined when nothing. */
  tokenExchange?: { subjectClientIds: string[]; impersonation: boolean };
  assertionIssuers: AssertionIssuer[];
  /** 0 for the server's. */
  deviceCodeLifetimeSeconds: number;
  /** 0 for the server's. */
  devicePollIntervalSeconds: number;
  userCodeMustBeTyped: boolean;
}

/** Takes over what the directory sent; a bytes field is a view of the incoming buffer, so it is copied. */
export function clientFromMessage(message: ClientMessage): Client {
  const { tokenExchange } = message;
  return {
    id: message.clientId,
    name: message.clientName,
    tokenEndpointAuthMethod: message.tokenEndpointAuthMethod,
    secretHashes: message.secretHashes.map((hash) => Buffer.from(hash)),
    grantTypes: message.grantTypes.filter(isGrantType),
    redirectUris: message.redirectUris,
    scopes: message.scopes,
    resources: message.resources,
    jwksJson: message.jwksJson,
    jwksUri: message.jwksUri,
    requirePushedAuthorizationRequests: message.requirePushedAuthorizationRequests,
    accessTokenLifetimeSeconds: message.accessTokenLifetimeSeconds,
    servedResources: message.servedResources,
    ...(tokenExchange && {
      tokenExchange: {
        subjectClientIds: tokenExchange.subjectClientIds,
        impersonation: tokenExchange.impersonation,
      },
    }),
    assertionIssuers: message.assertionIssuers.map(({ issuer, jwksJson, jwksUri }) => ({
      issuer,
      jwksJson,
      jwksUri,
    })),
    deviceCodeLifetimeSeconds: message.deviceCodeLifetimeSeconds,
    devicePollIntervalSeconds: message.devicePollIntervalSeconds,
    userCodeMustBeTyped: message.userCodeMustBeTyped,
  };
}
