import { createCodeChallenge, createCodeVerifier } from '@latchkey/pkce';
import { randomUUID } from 'node:crypto';
import { accessTokenOf, postForm, readResource } from './http';
import type { Narrator } from './narrator';
import { Person } from '@latchkey/stack';
import type { DemoSettings } from './settings';

const client_id = 'demo-web';
const redirect_uri = 'http://127.0.0.1/callback';

/** A web application that acts for Ada (RFC 6749 §4.1, RFC 7636). */
export async function authorizationCodeDemo({ issuer, user }: DemoSettings, tell: Narrator): Promise<void> {
  tell.heading('Authorization code with PKCE: demo-web, for Ada');
  const code_verifier = createCodeVerifier();
  const state = randomUUID();
  tell.step('Made a code verifier and its S256 challenge');

  const ada = new Person();
  const query = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri,
    state,
    code_challenge: createCodeChallenge(code_verifier),
    code_challenge_method: 'S256',
  });
  await ada.open(`${issuer}/authorize/?${query}`);
  tell.step('GET /authorize/ led to the sign-in page');
  await ada.submit({ email: user.email, password: user.password });
  tell.step('Ada signed in and sees what the application asks for');
  const callback = new URL(await ada.submit({}, { name: 'decision', value: 'allow' }));
  if (callback.searchParams.get('state') !== state)
    throw new Error('The state that came back is not the one sent.');
  if (callback.searchParams.get('iss') !== issuer) throw new Error('The answer comes from another issuer.');
  const code = callback.searchParams.get('code') ?? '';
  tell.step('Ada allowed it; the browser came back with a code, the state and the issuer');

  const answer = await postForm(`${issuer}/token/`, {
    grant_type: 'authorization_code',
    code,
    redirect_uri,
    client_id,
    code_verifier,
  });
  const token = accessTokenOf(answer);
  tell.step(
    'POST /token/ exchanged the code',
    `${String(answer.body['expires_in'])} s, ${String(answer.body['scope'])}`,
  );
  tell.step('GET /resource/ answered', await readResource(issuer, token));

  const refresh_token = String(answer.body['refresh_token']);
  const refreshed = await postForm(`${issuer}/token/`, {
    grant_type: 'refresh_token',
    refresh_token,
    client_id,
  });
  accessTokenOf(refreshed);
  tell.step('POST /token/ refreshed it, with a new refresh token');
}
