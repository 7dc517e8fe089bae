import { DEVICE_CODE } from '@latchkey/oauth';
import type { ExampleRequest } from './example-request';

/** The requests that the welcome page shows. */
export type Examples = ReturnType<typeof exampleRequests>;

/** Makes the examples for this server: every address in them is its own. */
export function exampleRequests(publicUrl: string) {
  const token = (request: Omit<ExampleRequest, 'method' | 'url'>): ExampleRequest => ({
    method: 'POST',
    url: `${publicUrl}/token/`,
    ...request,
  });
  return {
    authorize: {
      method: 'GET',
      url: `${publicUrl}/authorize/`,
      parameters: {
        response_type: 'code',
        client_id: 'YOUR_CLIENT_ID',
        redirect_uri: 'YOUR_REDIRECT_URI',
        code_challenge: 'CODE_CHALLENGE',
        code_challenge_method: 'S256',
      },
    },
    exchangeCode: token({
      parameters: {
        grant_type: 'authorization_code',
        code: 'AUTH_CODE',
        redirect_uri: 'YOUR_REDIRECT_URI',
        client_id: 'YOUR_CLIENT_ID',
        code_verifier: 'YOUR_CODE_VERIFIER',
      },
    }),
    clientCredentials: token({
      basic: { user: 'YOUR_CLIENT_ID', password: 'YOUR_CLIENT_SECRET' },
      parameters: { grant_type: 'client_credentials' },
    }),
    authorizeDevice: {
      method: 'POST',
      url: `${publicUrl}/device-authorization/`,
      parameters: { client_id: 'YOUR_CLIENT_ID' },
    },
    exchangeDeviceCode: token({
      parameters: { client_id: 'YOUR_CLIENT_ID', device_code: 'DEVICE_CODE', grant_type: DEVICE_CODE },
    }),
    resource: { method: 'GET', url: `${publicUrl}/resource/`, authorization: 'YOUR_ACCESS_TOKEN' },
  } as const satisfies Record<string, ExampleRequest>;
}

/** Makes a code verifier and its challenge (RFC 7636 §4.1, §4.2); runs in browsers, Node.js, Deno and Bun. */
export const pkceSnippet = `const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

// 32 random bytes become a verifier of 43 characters. Keep it for step 3.
const codeVerifier = base64url(crypto.getRandomValues(new Uint8Array(32)));

// The challenge is the verifier's SHA-256. It goes along in step 2.
const encoded = new TextEncoder().encode(codeVerifier);
const digest = await crypto.subtle.digest('SHA-256', encoded);
const codeChallenge = base64url(new Uint8Array(digest));`;
