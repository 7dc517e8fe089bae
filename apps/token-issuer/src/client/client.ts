import type { Client as ClientMessage } from '@latchkey/contracts';
import { isGrantType, type GrantType } from '@latchkey/oauth';

/** A registered client, as the rules of this service see it (RFC 7591 §2). */
export interface Client {
  id: string;
  name: string;
  tokenEndpointAuthMethod: string;
  /** SHA-256 of each live secret. */
  secretHashes: Buffer[];
  grantTypes: GrantType[];
  redirectUris: string[];
  scopes: string[];
  resources: string[];
}

/** Takes over what the directory sent; a bytes field is a view of the incoming buffer, so it is copied. */
export function clientFromMessage(message: ClientMessage): Client {
  return {
    id: message.clientId,
    name: message.clientName,
    tokenEndpointAuthMethod: message.tokenEndpointAuthMethod,
    secretHashes: message.secretHashes.map((hash) => Buffer.from(hash)),
    grantTypes: message.grantTypes.filter(isGrantType),
    redirectUris: message.redirectUris,
    scopes: message.scopes,
    resources: message.resources,
  };
}
