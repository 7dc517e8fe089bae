import { JWT_CLIENT_ASSERTION, clientAssertionSubject } from './client-assertion';
import { decodeFormComponent } from './form-encoding';
import { OAuthError } from './oauth-error';

const maximumHeaderLength = 4096;
const maximumClientIdLength = 256;
const maximumSecretLength = 512;

const visibleAscii = /^[\x20-\x7E]+$/; // RFC 6749 appendix A.1 and A.2: VSCHAR
const basicCredentials = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i; // RFC 7617 §2

/** How a client may authenticate itself (RFC 7591 §2, `token_endpoint_auth_method`). */
export const clientAuthenticationMethods = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;

/** One of {@link clientAuthenticationMethods}. */
export type ClientAuthenticationMethod = (typeof clientAuthenticationMethods)[number];

/** Who a client says it is, parsed but not yet judged. */
export interface ClientAuthentication {
  /** How the client sent its credential. */
  method: ClientAuthenticationMethod;
  /** Identifier of the client: 1 to 256 visible ASCII characters. */
  clientId: string;
  /**
   * The client secret, at most 512 visible ASCII characters, or the client assertion, a JWT of at most 8 KiB;
   * empty when the method is `none`. Never log it.
   */
  credential: string;
}

/**
 * Takes the client authentication out of a request (RFC 6749 §2.3.1): HTTP Basic with both parts
 * form-encoded, `client_id` and `client_secret` in the form, a client assertion (RFC 7523 §2.2), or
 * `client_id` alone for a public client. `client_id` may stand beside Basic or an assertion when both say the
 * same.
 *
 * Throws `invalid_client` when no client is named or what names it is malformed, and `invalid_request`
 * when the request authenticates twice or contradicts itself. No error holds any part of a secret.
 *
 * @returns who asks; its `clientId` is what RFC 6749 §3.2.1 compares a grant with
 */
export function takeClientAuthentication(request: {
  /** Value of the Authorization header. */
  authorization?: string | undefined;
  /** Parameters of the request, as `parseParameters` returns them: the others are left in it. */
  parameters: Record<string, string>;
}): ClientAuthentication {
  const { authorization, parameters } = request;
  const {
    client_id: clientId,
    client_secret: secret,
    client_assertion: assertion,
    client_assertion_type: assertionType,
  } = parameters;
  delete parameters.client_id;
  delete parameters.client_secret;
  delete parameters.client_assertion;
  delete parameters.client_assertion_type;

  let clientAuthentication: ClientAuthentication;
  if (assertion !== undefined || assertionType !== undefined) {
    if (authorization !== undefined || secret !== undefined) {
      throw invalidRequest('the client authenticates twice: send client_assertion alone');
    }
    clientAuthentication = fromAssertion(assertion, assertionType, clientId);
  } else if (authorization === undefined) {
    clientAuthentication = fromForm(clientId, secret);
  } else {
    clientAuthentication = fromHeader(authorization, clientId, secret);
  }
  if (!isVisibleAscii(clientAuthentication.clientId, maximumClientIdLength)) {
    throw invalidClient(`client_id must have 1 to ${maximumClientIdLength} visible ASCII characters`);
  }
  if (
    clientAuthentication.method.startsWith('client_secret') &&
    !isVisibleAscii(clientAuthentication.credential, maximumSecretLength)
  ) {
    throw invalidClient(`the client secret must have 1 to ${maximumSecretLength} visible ASCII characters`);
  }
  return clientAuthentication;
}

function fromForm(clientId: string | undefined, secret: string | undefined): ClientAuthentication {
  if (clientId !== undefined) {
    return secret === undefined
      ? { method: 'none', clientId, credential: '' }
      : { method: 'client_secret_post', clientId, credential: secret };
  }
  if (secret !== undefined) {
    throw invalidRequest('client_secret was sent without client_id: send both');
  }
  throw invalidClient(
    'the request names no client: send an Authorization header with Basic credentials, ' +
      'or the parameter client_id when the client is public',
  );
}

function fromAssertion(
  assertion: string | undefined,
  type: string | undefined,
  formClientId: string | undefined,
): ClientAuthentication {
  if (assertion === undefined || type === undefined) {
    throw invalidRequest('client_assertion and client_assertion_type go together: send both');
  }
  if (type !== JWT_CLIENT_ASSERTION) {
    throw invalidClient(`client_assertion_type must be ${JWT_CLIENT_ASSERTION}`);
  }
  const clientId = clientAssertionSubject(assertion);
  // RFC 7521 §4.2
  if (formClientId !== undefined && formClientId !== clientId) {
    throw invalidRequest(
      'client_id differs from the subject of client_assertion: leave one out or make them equal',
    );
  }
  return { method: 'private_key_jwt', clientId, credential: assertion };
}

function fromHeader(
  authorization: string,
  formClientId: string | undefined,
  formSecret: string | undefined,
): ClientAuthentication {
  // RFC 6749 §2.3: a client must not use more than one authentication method in a request.
  if (formSecret !== undefined) {
    throw invalidRequest(
      'the client authenticates twice: send the secret in the Authorization header or in client_secret',
    );
  }
  const { clientId, credential } = parseBasic(authorization);
  if (formClientId !== undefined && formClientId !== clientId) {
    throw invalidRequest(
      'client_id differs from the client in the Authorization header: leave one out or make them equal',
    );
  }
  return { method: 'client_secret_basic', clientId, credential };
}

function parseBasic(authorization: string): { clientId: string; credential: string } {
  if (authorization.length > maximumHeaderLength) {
    throw invalidClient(`the Authorization header is longer than ${maximumHeaderLength} characters`);
  }
  const encoded = basicCredentials.exec(authorization)?.[1];
  if (encoded === undefined) {
    throw invalidClient('the Authorization header must be the word Basic, a space and Base64 text');
  }
  // Latin-1 keeps every byte apart; those outside ASCII are refused with the decoded text.
  const text = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = text.indexOf(':');
  if (colon < 0) {
    throw invalidClient(
      'the Basic credentials must be client_id and client_secret with a colon between them',
    );
  }
  const clientId = decodeFormComponent(text.slice(0, colon));
  const credential = decodeFormComponent(text.slice(colon + 1));
  if (clientId === undefined || credential === undefined) {
    throw invalidClient(
      'form-encode client_id and client_secret, each on its own, before the Base64 of the Basic credentials',
    );
  }
  if (credential === '') {
    throw invalidClient(
      'the Basic credentials hold no secret: a public client sends client_id as a parameter instead',
    );
  }
  return { clientId, credential };
}

function isVisibleAscii(value: string, maximumLength: number): boolean {
  return value.length <= maximumLength && visibleAscii.test(value);
}

function invalidClient(description: string): OAuthError {
  return new OAuthError('invalid_client', { description });
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError('invalid_request', { description });
}
