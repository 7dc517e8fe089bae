import { setTimeout as sleep } from 'node:timers/promises';
import { codeScreen } from './device/screen';
import { accessTokenOf, postForm, readResource } from './http';
import type { Narrator } from './narrator';
import { Person } from '@latchkey/stack';
import type { DemoSettings } from './settings';

const client_id = 'demo-tv';
const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';

/** A television that Ada connects (RFC 8628). */
export async function deviceDemo({ issuer, user }: DemoSettings, tell: Narrator): Promise<void> {
  tell.heading('Device: demo-tv, connected by Ada');
  const { status, body } = await postForm(`${issuer}/device-authorization/`, { client_id });
  if (status !== 200) throw new Error(`The device endpoint answered ${status}: ${JSON.stringify(body)}`);
  const { device_code, user_code, verification_uri, verification_uri_complete, interval } = body as Record<
    string,
    string
  >;
  tell.step('POST /device-authorization/ gave the codes');
  const screen = codeScreen({
    userCode: String(user_code),
    verificationUri: String(verification_uri),
    ...(verification_uri_complete && { verificationUriComplete: verification_uri_complete }),
  });
  process.stdout.write(`\n${screen}\n\n`);

  const poll = () =>
    postForm(`${issuer}/token/`, { grant_type, device_code: String(device_code), client_id });
  const waiting = await poll();
  tell.step('The television polled', String(waiting.body['error']));

  const ada = new Person();
  await ada.open(String(verification_uri));
  await ada.submit({ email: user.email, password: user.password });
  await ada.submit({ user_code: String(user_code) });
  await ada.submit({}, { name: 'decision', value: 'approve' });
  tell.step('Ada signed in, typed the code and allowed it');

  await sleep(Number(interval) * 1000);
  const answer = await poll();
  const token = accessTokenOf(answer);
  tell.step('The television polled again and has its token', `${String(answer.body['expires_in'])} s`);
  tell.step('GET /resource/ answered', await readResource(issuer, token));
}
