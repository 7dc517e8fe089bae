import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestStack, type TestStack } from './testing/test-stack';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 120_000);
afterAll(() => stack?.stop());

const secret = () => stack.credentials.clients['demo-service']?.client_secret ?? '';
const requestToken = () =>
  fetch(`${stack.publicUrl}/token/`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`demo-service:${secret()}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });

describe('a killed service', () => {
  it.each(['token-issuer', 'directory'] as const)(
    '%s: requests wait a little or ask for another try, and work again after its restart',
    async (name) => {
      await stack.service(name).kill();
      const during = Array.from({ length: 5 }, requestToken);
      await stack.restart(name);
      for (const response of await Promise.all(during)) {
        expect([200, 503]).toContain(response.status);
        if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
      }
      expect((await requestToken()).status).toBe(200);
    },
  );

  it('token-issuer: tokens from before its restart are still good, and its keys are the same', async () => {
    const { access_token } = (await (await requestToken()).json()) as { access_token: string };
    const keys = await (await fetch(`${stack.publicUrl}/jwks/`)).json();
    await stack.service('token-issuer').kill();
    await stack.restart('token-issuer');
    expect(await (await fetch(`${stack.publicUrl}/jwks/`)).json()).toEqual(keys);
    const resource = await fetch(`${stack.publicUrl}/resource/`, {
      headers: { authorization: access_token },
    });
    expect(resource.status).toBe(200);
  });

  it('device-flow-manager: a device that waits goes on waiting after its restart', async () => {
    const send = (path: string, body: Record<string, string>) =>
      fetch(stack.publicUrl + path, { method: 'POST', body: new URLSearchParams(body) });
    const { device_code } = (await (
      await send('/device-authorization/', { client_id: 'demo-tv' })
    ).json()) as Record<string, string>;
    await stack.service('device-flow-manager').kill();
    await stack.restart('device-flow-manager');
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const polled = await send('/token/', {
      client_id: 'demo-tv',
      device_code: device_code ?? '',
      grant_type,
    });
    expect(await polled.json()).toMatchObject({ error: 'authorization_pending' });
  });

  it('authorization-frontend: people get a page that says to come back', async () => {
    await stack.service('authorization-frontend').kill();
    const response = await fetch(`${stack.publicUrl}/`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    await stack.restart('authorization-frontend');
    expect((await fetch(`${stack.publicUrl}/`)).status).toBe(200);
  });
});

describe('every process', () => {
  it('tells that it lives and is ready, and gives its metrics, on its private port alone', async () => {
    for (const [name, [{ ops }]] of Object.entries(stack.ports)) {
      const get = (path: string) => fetch(`http://127.0.0.1:${ops}${path}`);
      expect([name, (await get('/livez')).status, (await get('/readyz')).status]).toEqual([name, 200, 200]);
      expect(await (await get('/metrics')).text()).toContain(
        `process_cpu_user_seconds_total{service="${name}"}`,
      );
    }
    expect((await fetch(`${stack.publicUrl}/metrics`)).status).toBe(404);
    expect((await fetch(`${stack.publicUrl}/readyz`)).status).toBe(404);
  });

  it('stops cleanly when asked', async () => {
    for (const name of Object.keys(stack.ports) as (keyof TestStack['ports'])[]) {
      const service = stack.service(name);
      await service.stop();
      expect([name, await service.ended]).toEqual([name, { code: 0, signal: null }]);
    }
    await Promise.all(
      (Object.keys(stack.ports) as (keyof TestStack['ports'])[]).map((name) => stack.restart(name)),
    );
    expect((await requestToken()).status).toBe(200);
  });

  it('has written no secret to its log', async () => {
    const { access_token } = (await (await requestToken()).json()) as { access_token: string };
    const { masterKey, directoryMasterKey } = JSON.parse(
      await readFile(join(stack.stateDirectory, 'secrets.json'), 'utf8'),
    ) as { masterKey: string; directoryMasterKey: string };
    const secrets = [
      secret(),
      access_token,
      ...Object.values(stack.credentials.users).map(({ password }) => password),
      masterKey,
      directoryMasterKey,
    ];
    for (const file of await readdir(stack.logsDirectory)) {
      const log = await readFile(join(stack.logsDirectory, file), 'utf8');
      for (const value of secrets) expect(log.includes(value) ? file : 'no secret').toBe('no secret');
      for (const line of log.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
    }
  });
});
