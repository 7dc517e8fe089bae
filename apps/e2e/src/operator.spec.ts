import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { demoService, post, signInAda } from './testing/application';
import { startTestStack, type TestStack } from './testing/test-stack';

const program = resolve(__dirname, '../../../dist/apps/cli/main.js');

let stack: TestStack;
beforeAll(async () => {
  // Foreign caches count for a second only, so that a rotation can be waited for.
  stack = await startTestStack({
    environment: { LATCHKEY_JWKS_MAX_AGE_SECONDS: '1' },
    replicas: { 'token-issuer': 2, 'resource-gateway': 2 },
  });
}, 120_000);
afterAll(() => stack?.stop());

/** Runs `latchkey` as an operator does; what it prints. */
async function latchkey(...args: string[]): Promise<string> {
  const file = (name: string) => join(stack.certificatesDirectory, name);
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: {
      PATH: process.env['PATH'],
      LATCHKEY_ISSUER_TARGET: `ipv4:127.0.0.1:${stack.ports['token-issuer'][0].listen}`,
      LATCHKEY_TLS_CA_FILE: file('ca.pem'),
      LATCHKEY_TLS_CERT_FILE: file('cli.pem'),
      LATCHKEY_TLS_KEY_FILE: file('cli.key'),
    },
  });
  return stdout;
}

const gateways = () => stack.ports['resource-gateway'].map(({ listen }) => `http://127.0.0.1:${listen}`);
const ask = (gateway: string, token: string) =>
  fetch(`${gateway}/resource/`, { headers: { authorization: `Bearer ${token}` } });
const signingKid = (list: string) => /^(\S+) .*\bsigning\b/m.exec(list)?.[1];
const kidOf = (token: string) =>
  (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;

async function serviceToken(): Promise<string> {
  const { body } = await post(
    stack.publicUrl,
    '/token/',
    { grant_type: 'client_credentials' },
    demoService(stack),
  );
  return String(body['access_token']);
}

describe('latchkey keys', () => {
  it('rotates under load: not one valid token is refused, before, during or after', async () => {
    const before = signingKid(await latchkey('keys', 'list'));
    expect(kidOf(await serviceToken())).toBe(before);
    const first = await serviceToken();
    const seen = { requests: 0, kids: new Set<string>(), refused: [] as number[] };
    let over = false;
    const worker = async (gateway: string) => {
      while (!over) {
        const token = await serviceToken();
        seen.kids.add(kidOf(token));
        for (const each of [token, first]) {
          const { status } = await ask(gateway, each);
          seen.requests += 1;
          if (status !== 200) seen.refused.push(status);
        }
      }
    };
    const load = Promise.all([...gateways(), ...gateways()].map(worker));

    expect(await latchkey('keys', 'rotate')).toMatch(/is published/);
    const deadline = Date.now() + 40_000;
    while (signingKid(await latchkey('keys', 'list')) === before) {
      if (Date.now() > deadline) throw new Error('the new key never signed');
      await wait(500);
    }
    await wait(1_000);
    over = true;
    await load;
    process.stdout.write(
      `a rotation under load: ${seen.requests} requests, ${seen.refused.length} refused\n`,
    );
    expect(seen.refused).toEqual([]);
    expect(seen.kids.size).toBe(2);
    const { keys } = (await (await fetch(`${stack.publicUrl}/jwks/`)).json()) as { keys: { kid: string }[] };
    expect(new Set(keys.map(({ kid }) => kid))).toEqual(seen.kids);
  }, 90_000);

  it('rotates at once when the key has leaked: what it signed is refused everywhere', async () => {
    const leaked = await serviceToken();
    for (const gateway of gateways()) expect((await ask(gateway, leaked)).status).toBe(200);
    expect(await latchkey('keys', 'rotate', '--compromised')).toMatch(/signs now/);
    const deadline = Date.now() + 5_000;
    for (const gateway of gateways()) {
      while ((await ask(gateway, leaked)).status !== 401) {
        if (Date.now() > deadline) throw new Error('a token of a leaked key is still let in');
        await wait(20);
      }
    }
    const fresh = await serviceToken();
    for (const gateway of gateways()) expect((await ask(gateway, fresh)).status).toBe(200);
  });
});

describe('latchkey grants', () => {
  it('shows what a user allowed, and withdraws it at every gateway', async () => {
    const { access_token } = await (await signInAda(stack)).tokens();
    const { sub } = JSON.parse(Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString()) as {
      sub: string;
    };
    expect(await latchkey('grants', 'list', sub)).toMatch(/demo-web +flex:\w+ flex:\w+ .* application/);
    expect(await latchkey('grants', 'revoke', 'subject', sub)).toMatch(/lived until now: [1-9]/);
    for (const gateway of gateways()) expect((await ask(gateway, access_token)).status).toBe(401);
    expect((await latchkey('grants', 'list', sub)).trim().split('\n')).toHaveLength(1);
  });

  it('says what is missing to somebody who has set nothing', async () => {
    const failing = promisify(execFile)(process.execPath, [program, 'keys', 'list'], { env: {} });
    await expect(failing).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('LATCHKEY_ISSUER_TARGET must be set'),
    });
  });
});
