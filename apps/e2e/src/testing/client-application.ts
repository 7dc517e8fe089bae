import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { post, type Answer } from './application';
import type { TestStack } from './test-stack';

/** Tokens of somebody, and what the access token says of their sign-in. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  claims: { sub: string; acr?: string; auth_time?: number };
}

/** An authorization request of an application. */
export interface ApplicationRequest {
  /** Address that the application sends the browser to. */
  url: string;
  /** What the browser brings back to the callback; fails when it does not come in 20 s. */
  answer(): Promise<Record<string, string>>;
  /** Redeems the code that comes back. */
  tokens(): Promise<Tokens>;
}

/** An application with a callback that browsers really reach. */
export interface ClientApplication {
  request(parameters?: Record<string, string>): ApplicationRequest;
  close(): Promise<void>;
}

const patienceMilliseconds = 20_000;

/** Starts an application on a free port of 127.0.0.1, where public clients may have their callback. */
export async function startClientApplication(
  { publicUrl }: Pick<TestStack, 'publicUrl'>,
  client_id = 'demo-web',
): Promise<ClientApplication> {
  const waiting = new Map<string, (answer: Record<string, string>) => void>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname === '/callback')
      waiting.get(searchParams.get('state') ?? '')?.(Object.fromEntries(searchParams));
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>The application</title><h1>Back at the application</h1>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirect_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;

  return {
    request(parameters = {}) {
      const code_verifier = createCodeVerifier();
      const state = randomBytes(16).toString('base64url');
      const arrived = new Promise<Record<string, string>>((resolve) => waiting.set(state, resolve));
      const query = new URLSearchParams({
        response_type: 'code',
        client_id,
        redirect_uri,
        state,
        code_challenge: createCodeChallenge(code_verifier),
        code_challenge_method: 'S256',
        ...parameters,
      });
      const answer = () => inTime(arrived, 'the browser did not come back to the application');
      return {
        url: `${publicUrl}/authorize/?${query}`,
        answer,
        async tokens() {
          const { code, ...rest } = await answer();
          if (code === undefined) throw new Error(`no code came back: ${JSON.stringify(rest)}`);
          const form = { grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier };
          return readTokens(await post(publicUrl, '/token/', form));
        },
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readTokens({ status, body }: Answer): Tokens {
  if (status !== 200) throw new Error(`the token endpoint answered ${status}: ${JSON.stringify(body)}`);
  const accessToken = String(body['access_token']);
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return {
    accessToken,
    refreshToken: String(body['refresh_token']),
    claims: JSON.parse(claims) as Tokens['claims'],
  };
}

async function inTime<Value>(value: Promise<Value>, complaint: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint)), patienceMilliseconds);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}
