import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { Person } from '@latchkey/stack';
import type { TestStack } from './test-stack';

const redirectUri = 'http://127.0.0.1/callback';

/** An answer of an endpoint, whatever its status. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Posts a form to an endpoint; `origin` is another gateway than the first. */
export async function post(
  origin: string,
  path: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(origin + path, { method: 'POST', headers, body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The Authorization header of demo-service. */
export function demoService({ credentials }: TestStack): Record<string, string> {
  const secret = credentials.clients['demo-service']?.client_secret ?? '';
  return { authorization: `Basic ${btoa(`demo-service:${secret}`)}` };
}

/** Ada, signed in: she allows demo-web what it asks for, as often as asked. */
export async function signInAda({ publicUrl, credentials }: TestStack) {
  const ada = new Person();
  await ada.open(`${publicUrl}/sign-in`);
  await ada.submit({
    email: 'ada@example.com',
    password: credentials.users['ada@example.com']?.password ?? '',
  });

  return {
    /** A code for demo-web and what redeems it. */
    async allow(parameters: Record<string, string> = {}): Promise<Record<string, string>> {
      const code_verifier = createCodeVerifier();
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: 'demo-web',
        redirect_uri: redirectUri,
        code_challenge: createCodeChallenge(code_verifier),
        code_challenge_method: 'S256',
        ...parameters,
      });
      await ada.open(`${publicUrl}/authorize/?${query}`);
      const callback = new URL(await ada.submit({}, { name: 'decision', value: 'allow' }));
      return {
        grant_type: 'authorization_code',
        client_id: parameters['client_id'] ?? 'demo-web',
        redirect_uri: parameters['redirect_uri'] ?? redirectUri,
        code: callback.searchParams.get('code') ?? '',
        code_verifier,
      };
    },

    /** Tokens for demo-web. */
    async tokens(): Promise<{ access_token: string; refresh_token: string }> {
      const { status, body } = await post(publicUrl, '/token/', await this.allow());
      if (status !== 200) throw new Error(`The token endpoint answered ${status}: ${JSON.stringify(body)}`);
      return { access_token: String(body['access_token']), refresh_token: String(body['refresh_token']) };
    },
  };
}
