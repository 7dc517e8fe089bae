import {
  OAuthError,
  matchesRedirectUri,
  parseRedirectUri,
  requireParameter,
  type RequestParameters,
} from '@latchkey/oauth';
import { parseCodeChallenge } from '@latchkey/pkce';
import type { Client } from '../client/client';
import type { ClientRegistry } from '../client/client-registry';
import type { Access, AccessRules } from '../client/requested-access';
import { parseRequestedSignIn, type RequestedSignIn } from './requested-sign-in';

// RFC 7638 §3.4
const thumbprintPattern = /^[\w-]{43}$/;

/** An authorization request that breaks no rule. */
export interface ValidAuthorizationRequest extends Access, RequestedSignIn {
  codeChallenge: string;
  /** Thumbprint of the key that the code is to be bound to (RFC 9449 §10). */
  dpopJkt?: string;
}

/** Where an answer may be sent: known before anything else of a request is judged. */
export interface TrustedRedirect {
  client: Client;
  redirectUri: string;
  state?: string;
}

/**
 * Finds the client and checks the redirect URI, the first step for every authorization request that a browser
 * brings (RFC 6749 §4.1.2.1): while this fails, the browser is sent nowhere.
 *
 * @throws OAuthError to be shown to the user
 */
export async function trustedRedirect(
  request: RequestParameters,
  clients: ClientRegistry,
): Promise<TrustedRedirect> {
  const client = await clients.find(requireParameter(request.parameters, 'client_id'));
  return redirectOf(request, client);
}

/**
 * Checks the redirect URI of a request. The answer is the same for a client that nobody has: it does not tell
 * which clients exist.
 *
 * @throws OAuthError `invalid_request`
 */
export function redirectOf({ parameters }: RequestParameters, client: Client | undefined): TrustedRedirect {
  const redirectUri = parseRedirectUri(requireParameter(parameters, 'redirect_uri'));
  if (!client || !isRegistered(redirectUri, client)) {
    throw new OAuthError('invalid_request', {
      description:
        'there is no such client with this redirect_uri: check client_id, and that redirect_uri equals a registered one exactly',
    });
  }
  return { client, redirectUri, ...(parameters['state'] !== undefined && { state: parameters['state'] }) };
}

/** Says whether answers for a client may go to this redirect URI. */
export function isRegistered(redirectUri: string, client: Client): boolean {
  return client.redirectUris.some((registered) => matchesRedirectUri(registered, redirectUri));
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
  { requestedAccess }: Pick<AccessRules, 'requestedAccess'>,
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
  const dpopJkt = parameters['dpop_jkt'];
  if (dpopJkt !== undefined && !thumbprintPattern.test(dpopJkt)) {
    throw new OAuthError('invalid_request', {
      description: 'dpop_jkt must be the SHA-256 thumbprint of a key: 43 characters of base64url',
    });
  }
  return {
    codeChallenge,
    ...requestedAccess({ parameters, resources }, client),
    ...parseRequestedSignIn(parameters),
    ...(dpopJkt !== undefined && { dpopJkt }),
  };
}
