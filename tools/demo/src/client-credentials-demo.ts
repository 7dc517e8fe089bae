import { accessTokenOf, postForm, readResource } from './http';
import type { Narrator } from './narrator';
import type { DemoSettings } from './settings';

/** A service that speaks for itself (RFC 6749 §4.4). */
export async function clientCredentialsDemo(
  { issuer, clientSecret }: DemoSettings,
  tell: Narrator,
): Promise<void> {
  tell.heading('Client credentials: demo-service');
  const authorization = `Basic ${Buffer.from(`demo-service:${clientSecret}`).toString('base64')}`;
  const answer = await postForm(`${issuer}/token/`, { grant_type: 'client_credentials' }, { authorization });
  const token = accessTokenOf(answer);
  tell.step(
    'POST /token/ gave an access token',
    `${String(answer.body['expires_in'])} s, ${String(answer.body['scope'])}`,
  );
  tell.step('GET /resource/ answered', await readResource(issuer, token));
}
