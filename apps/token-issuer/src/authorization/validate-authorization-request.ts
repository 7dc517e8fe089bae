import { OAuthError, matchesRedirectUri, requireParameter, type RequestParameters } from '@latchkey/oauth';
import { parseCodeChallenge } from '@latchkey/pkce';
import type { Client } from '../client/client';
import type { ClientRegistry } from '../client/client-registry';
import { requestedAccess, type Access } from '../client/requested-access';

/** An authorization request that breaks no rule. */
export interface ValidAuthorizationRequest extends Access {
  codeChallenge: string;
  loginHint?: string;
}

/** Where an answer may be sent: known before anything else of a request is judged. */
export interface TrustedRedirect {
  client: Client;
  redirectUri: string;
  state?: string;
}

/**
 * Finds the client and checks the redirect URI, the first step for every authorization request
 * (RFC 6749 §4.1.2.1): while this fails, the browser is sent nowhere.
 *
 * @throws OAuthError to be shown to the user
 */
export async function trustedRedirect(
  { parameters }: RequestParameters,
  clients: ClientRegistry,
): Promise<TrustedRedirect> {
  const client = await clients.find(requireParameter(parameters, 'client_id'));
  if (!client)
    throw new OAuthError('invalid_request', { description: 'client_id does not name a registered client' });
  const redirectUri = requireParameter(parameters, 'redirect_uri');
  if (!client.redirectUris.some((registered) => matchesRedirectUri(registered, redirectUri))) {
    throw new OAuthError('invalid_request', {
      description: 'redirect_uri is not registered for this client: it must equal a registered one exactly',
    });
  }
  return { client, redirectUri, ...(parameters['state'] !== undefined && { state: parameters['state'] }) };
}

/**
 * Checks the rest of an authorization request (RFC 6749 §4.1.1, OAuth 2.1 §4.1.1, RFC 7636 §4.3). PKCE is
 * required of every client.
 *
 * @throws OAuthError for the client, to be sent to its redirect URI
 */
export function validateAuthorizationRequest(
  { parameters, resources }: RequestParameters,
  client: Client,
): ValidAuthorizationRequest {
  if (requireParameter(parameters, 'response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', { description: 'response_type must be code' });
  }
  if ((parameters['response_mode'] ?? 'query') !== 'query') {
    throw new OAuthError('invalid_request', { description: 'response_mode must be query, or be left out' });
  }
  for (const name of ['request', 'request_uri']) {
    if (parameters[name] === undefined) continue;
    throw new OAuthError('invalid_request', { description: `the parameter ${name} is not supported` });
  }
  if (!client.grantTypes.includes('authorization_code')) {
    throw new OAuthError('unauthorized_client', {
      description: 'the client is not registered for the grant type authorization_code',
    });
  }
  const codeChallenge = parseCodeChallenge(parameters);
  const loginHint = parameters['login_hint'];
  return {
    codeChallenge,
    ...requestedAccess({ parameters, resources }, client),
    ...(loginHint && { loginHint }),
  };
}
