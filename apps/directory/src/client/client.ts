import type { ClientAuthenticationMethod, GrantType } from '@latchkey/oauth';

/** Where the public keys of somebody who signs assertions are: one of the two is empty. */
export interface PublishedKeys {
  /** A JWK Set as JSON text (RFC 7517 §5). */
  jwksJson: string;
  /** Address that they are fetched from. */
  jwksUri: string;
}

/** A foreign issuer whose assertions are accepted (RFC 7523 §2.1). */
export interface AssertionIssuer extends PublishedKeys {
  /** The `iss` of its assertions. */
  issuer: string;
}

/** What a client may make of other clients' access tokens (RFC 8693). */
export interface TokenExchangePolicy {
  /** Whose access tokens it may exchange, beside its own. */
  subjectClientIds: string[];
  /** Whether it may ask for tokens that do not name it as the actor. */
  impersonation: boolean;
}

/** What is registered of every client (RFC 7591 §2). */
interface BasicRegistration {
  clientId: string;
  clientName: string;
  tokenEndpointAuthMethod: ClientAuthenticationMethod;
  grantTypes: GrantType[];
  redirectUris: string[];
  /** What it may ask for; everything when empty. */
  scopes: string[];
  /** Which resources it may ask for; all when empty. */
  resources: string[];
}

/** What few clients differ in. */
export interface ClientSettings extends PublishedKeys {
  /** RFC 9126 §6. */
  requirePushedAuthorizationRequests: boolean;
  /** 0 for the server's. */
  accessTokenLifetimeSeconds: number;
  /** Resources that it serves, and so may introspect tokens for. */
  servedResources: string[];
  /** Has a meaning for clients with the grant type of token exchange alone. */
  tokenExchange: TokenExchangePolicy | undefined;
  /** 0 for the server's. */
  deviceCodeLifetimeSeconds: number;
  /** 0 for the server's. */
  devicePollIntervalSeconds: number;
  /** Whether a user has to type the code of its devices, even when a link brought it along. */
  userCodeMustBeTyped: boolean;
}

/** A client as it is registered; a setting that is left out has the value in {@link defaultSettings}. */
export interface ClientRegistration extends BasicRegistration, Partial<ClientSettings> {
  /** Identifiers of the issuers whose assertions it may present; none when left out. */
  assertionIssuers?: string[];
}

/** A client as other services know it. */
export interface Client extends BasicRegistration, ClientSettings {
  /** SHA-256 of each live secret, newest first. */
  secretHashes: Buffer[];
  assertionIssuers: AssertionIssuer[];
  disabled: boolean;
}

/** Settings of a client that was registered without any. */
export const defaultSettings: ClientSettings = {
  jwksJson: '',
  jwksUri: '',
  requirePushedAuthorizationRequests: false,
  accessTokenLifetimeSeconds: 0,
  servedResources: [],
  tokenExchange: undefined,
  deviceCodeLifetimeSeconds: 0,
  devicePollIntervalSeconds: 0,
  userCodeMustBeTyped: false,
};
