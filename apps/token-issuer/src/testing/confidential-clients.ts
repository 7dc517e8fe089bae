import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ClientAuthenticationMethod,
  ClientSchema,
  type TokenRequestSchema,
  type TokenResponse,
} from '@latchkey/contracts';
import { OAuthError } from '@latchkey/oauth';
import { oauthErrorFromMessage } from '@latchkey/rpc';
import { createHash } from 'node:crypto';
import { resource } from './test-clients';
import type { TestIssuer } from './test-issuer';

/** The secret of every client that {@link registerConfidentialClient} registers. */
export const confidentialSecret = 'a secret';

/** Registers a client that authenticates with a secret, for the whole first resource unless it says otherwise. */
export function registerConfidentialClient(
  { directory }: Pick<TestIssuer, 'directory'>,
  clientId: string,
  registration: Exclude<MessageInitShape<typeof ClientSchema>, { $unknown: unknown }>,
): void {
  const client = create(ClientSchema, {
    clientId,
    tokenEndpointAuthMethod: 'client_secret_basic',
    secretHashes: [createHash('sha256').update(confidentialSecret).digest()],
    scopes: ['flex:read', 'flex:control'],
    resources: [resource],
    ...registration,
  });
  directory.clients.set(clientId, client);
  directory.changed(clientId);
}

/** Sends one token request of such a client; resolves with the response or the OAuth error. */
export async function exchangeConfidentially(
  { tokens }: Pick<TestIssuer, 'tokens'>,
  clientId: string,
  grantType: string,
  parameters: Record<string, string>,
  more: Pick<MessageInitShape<typeof TokenRequestSchema>, 'resources' | 'audiences' | 'dpopProof'> = {},
): Promise<TokenResponse | OAuthError> {
  const method = ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
  const clientAuthentication = { method, clientId, credential: confidentialSecret };
  const { outcomes } = await tokens.exchangeTokens({
    tokenRequests: [{ clientAuthentication, grantType, parameters, ...more }],
  });
  const outcome = outcomes[0]?.outcome;
  if (outcome?.case === 'tokenResponse') return outcome.value;
  if (outcome?.case === 'error') return oauthErrorFromMessage(outcome.value);
  throw new Error('the batch came back without an outcome');
}

/** The response, when the request was not refused. */
export function granted(answer: TokenResponse | OAuthError): TokenResponse {
  if (answer instanceof OAuthError) throw answer;
  return answer;
}
