import { setTimeout as sleep } from 'node:timers/promises';
import { startTestStack, type TestStack } from './testing/test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack({ environment: { LATCHKEY_DEVICE_CODE_LIFETIME_SECONDS: '10' } });
}, 120_000);
afterAll(() => stack?.stop());

it('tells a device whose user never came that its code has expired', async () => {
  const body = (parameters: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const started = await fetch(`${stack.publicUrl}/device-authorization/`, body({ client_id: 'demo-tv' }));
  const { device_code, expires_in } = (await started.json()) as { device_code: string; expires_in: number };
  expect(expires_in).toBe(10);
  await sleep(10_500);
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  const polled = await fetch(
    `${stack.publicUrl}/token/`,
    body({ client_id: 'demo-tv', device_code, grant_type }),
  );
  expect(polled.status).toBe(400);
  expect(await polled.json()).toMatchObject({ error: 'expired_token' });
});
