import { Person } from '@latchkey/stack';
import { setTimeout as wait } from 'node:timers/promises';
import type { TestStack } from './test-stack';

/** What the token endpoint says to a device. */
export interface PollAnswer {
  status: number;
  retryAfter: string | null;
  body: Record<string, unknown>;
}

/** The codes of a device that was started. */
export interface DeviceCodes {
  deviceCode: string;
  userCode: string;
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

/** Polls once. */
export async function poll(
  { publicUrl }: TestStack,
  device_code: string,
  client_id = 'demo-tv',
): Promise<PollAnswer> {
  const response = await fetch(`${publicUrl}/token/`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: grantType, client_id, device_code }),
  });
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** Polls as a careful device does that is told to come again: until there is another answer, for 20 s. */
export async function pollPatiently(stack: TestStack, deviceCode: string): Promise<PollAnswer> {
  for (const deadline = Date.now() + 20_000; ;) {
    const answer = await poll(stack, deviceCode);
    if (answer.status !== 503 || Date.now() > deadline) return answer;
    await wait(200);
  }
}

/** Starts a device. */
export async function startDevice({ publicUrl }: TestStack, client_id = 'demo-tv'): Promise<DeviceCodes> {
  const response = await fetch(`${publicUrl}/device-authorization/`, {
    method: 'POST',
    body: new URLSearchParams({ client_id }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok)
    throw new Error(`The device endpoint answered ${response.status}: ${String(body['error'])}`);
  return { deviceCode: String(body['device_code']), userCode: String(body['user_code']) };
}

/** Ada, signed in, who connects devices. */
export async function signInToDecide({ publicUrl, credentials }: TestStack) {
  const ada = new Person();
  await ada.open(`${publicUrl}/sign-in`);
  const email = 'ada@example.com';
  await ada.submit({ email, password: credentials.users[email]?.password ?? '' });
  return async ({ userCode }: DeviceCodes, value: 'approve' | 'deny') => {
    await ada.open(`${publicUrl}/device`);
    await ada.submit({ user_code: userCode });
    await ada.submit({}, { name: 'decision', value });
  };
}
